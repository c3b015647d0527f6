"""Photos of paper that a nurse hands over with a case."""

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.escalation import Escalation
from stations.encryption import decrypt_bytes, encrypt_bytes
from stations.models import User


class PhotoQuerySet(models.QuerySet["Photo"]):
    def listed(self) -> "PhotoQuerySet":
        """In the order in which they were taken, without the pictures themselves."""
        return self.defer("sealed").order_by("pk")


class Photo(models.Model):
    """One picture, in JPEG, encrypted. It is never changed, only taken away.

    `digest`: SHA-256 of what was sent, so that the same file sent twice is one photo.
    """

    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="photos", verbose_name=_("escalation")
    )
    sealed = models.BinaryField(_("picture, encrypted"))
    digest = models.CharField(_("digest"), max_length=64)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("added by")
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of paper")
        verbose_name_plural = _("photos of paper")
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "digest"],
                name="a_photo_is_with_a_case_once",
                violation_error_message=_("This photo is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def seal(self, jpeg: bytes) -> None:
        self.sealed = encrypt_bytes(jpeg)

    @cached_property
    def jpeg(self) -> bytes:
        """The picture. Raises `cryptography.fernet.InvalidToken`."""
        return decrypt_bytes(self.sealed)
