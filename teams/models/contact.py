"""A doctor's telephone number: what it can do, and whether that has been proven."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models.roster import Doctor
from teams.phone import PhoneField, national


class ContactQuerySet(models.QuerySet["Contact"]):
    def to(self, number: str) -> "ContactQuerySet":
        """Contacts with this number (E.164), whoever shares it."""
        return self.filter(number=number)

    def delete(self) -> tuple[int, dict[str, int]]:
        FormerNumber.objects.keep(self)
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def proven(self) -> "ContactQuerySet":
        """Those that were seen to work, by a call or an SMS, and that nobody doubts."""
        seen = self.exclude(voice_proven_at__isnull=True, text_proven_at__isnull=True)
        return seen.filter(doubted_at__isnull=True)


class Contact(models.Model):
    doctor = models.ForeignKey(
        Doctor, models.CASCADE, related_name="contacts", verbose_name=_("doctor")
    )
    number = PhoneField(_("number"))
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=1, help_text=_("A doctor's numbers are tried in this order.")
    )
    can_voice = models.BooleanField(_("takes calls"), default=True)
    can_text = models.BooleanField(
        _("takes SMS"), default=True, help_text=_("A landline cannot take an SMS.")
    )
    is_shared = models.BooleanField(
        _("shared"),
        default=False,
        help_text=_("Several doctors answer this number. An SMS to it carries the link only."),
    )
    voice_proven_at = models.DateTimeField(_("call proven"), null=True, blank=True)
    text_proven_at = models.DateTimeField(_("SMS proven"), null=True, blank=True)
    reply_proven_at = models.DateTimeField(
        _("SMS reply proven"),
        null=True,
        blank=True,
        help_text=_("Only then does an SMS ask for a reply."),
    )
    doubted_at = models.DateTimeField(
        _("doubted"),
        null=True,
        blank=True,
        help_text=_(
            "Whoever picked up said that it is not this doctor's number. Please check it with the"
            " doctor, and empty this when it is right. Until then it is tried after the others."
        ),
    )
    voice_unusable = models.CharField(
        _("why it takes no calls"),
        max_length=100,
        blank=True,
        help_text=_("Set when the carrier said that this number can never be called."),
    )
    text_unusable = models.CharField(
        _("why it takes no SMS"),
        max_length=100,
        blank=True,
        help_text=_("Set when the carrier said that this number can never take an SMS."),
    )
    checks_muted = models.BooleanField(
        _("wants no checks"),
        default=False,
        db_default=False,
        help_text=_(
            "He is neither called nor sent an SMS only to check this number. Requests reach him"
            " all the same."
        ),
    )
    sheet_consent_on = models.DateField(
        _("consent to print, on"),
        null=True,
        blank=True,
        help_text=_(
            "Without the doctor's consent the number is neither on paper nor on a nurse's device."
        ),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["doctor", "rank", "pk"]
        indexes = [
            # Read by the inbound SMS webhook: from a sender to the doctors who own the number.
            models.Index(fields=["number"], name="contacts_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(is_shared=False),
                name="a_number_has_one_owner_unless_it_is_shared",
                violation_error_message=_(
                    "Another doctor has this number. Mark both as shared if that is right."
                ),
            ),
            models.UniqueConstraint(
                fields=["doctor", "number"],
                name="a_doctor_has_a_number_once",
                violation_error_message=_("This doctor already has that number."),
            ),
            models.CheckConstraint(
                name="a_contact_takes_calls_or_sms",
                condition=models.Q(can_voice=True) | models.Q(can_text=True),
                violation_error_message=_("A number must take calls, SMS, or both."),
            ),
            models.CheckConstraint(
                name="a_contact_is_kept_as_e164",
                condition=models.Q(number__regex=r"^\+[1-9][0-9]{6,14}$"),
                violation_error_message=_("This is not a complete telephone number."),
            ),
        ]

    def __str__(self) -> str:
        return national(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Nothing that was seen of an old number holds for a new one, and its owner is told."""
        fields = kwargs.get("update_fields")
        if self.pk is not None and (fields is None or "number" in fields):
            before = Contact.objects.filter(pk=self.pk).exclude(number=self.number).first()
            if before is not None:
                self._begin_anew(before)
                kwargs["update_fields"] = None if fields is None else {*fields, *_SEEN_OF_IT}
        super().save(*args, **kwargs)

    def _begin_anew(self, before: "Contact") -> None:
        FormerNumber.objects.keep([before])
        self.voice_proven_at = self.text_proven_at = self.reply_proven_at = None
        self.doubted_at = None
        self.voice_unusable = self.text_unusable = ""
        self.checks_muted = False

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        FormerNumber.objects.keep([self])
        return super().delete(*args, **kwargs)

    @property
    def was_heard_by_text(self) -> bool:
        """An SMS to it reached the doctor, and nothing speaks against another."""
        usable = self.can_text and not self.text_unusable and self.doubted_at is None
        return usable and self.text_proven_at is not None

    def clean(self) -> None:
        """A number is shared by all who have it, or by none: else one would pass for its owner."""
        others = Contact.objects.to(self.number).exclude(pk=self.pk)
        if not self.is_shared and others.filter(is_shared=True).exists():
            raise ValidationError(
                {"is_shared": _("Another doctor shares this number. Mark it as shared here too.")}
            )


_SEEN_OF_IT = (
    "voice_proven_at",
    "text_proven_at",
    "reply_proven_at",
    "doubted_at",
    "voice_unusable",
    "text_unusable",
    "checks_muted",
)


class FormerNumberManager(models.Manager["FormerNumber"]):
    def keep(self, contacts: Iterable[Contact]) -> None:
        """Those on which a doctor was heard: a mistyped one is a stranger's."""
        heard = [contact for contact in contacts if contact.was_heard_by_text]
        self.bulk_create(
            [FormerNumber(doctor_id=one.doctor_id, number=one.number) for one in heard]
        )


class FormerNumber(models.Model):
    """A number that was a doctor's, and is in the roster no more: its owner is to be told."""

    doctor = models.ForeignKey(
        Doctor, models.CASCADE, related_name="former_numbers", verbose_name=_("doctor")
    )
    number = PhoneField(_("number"))

    objects = FormerNumberManager()

    class Meta:
        verbose_name = _("former number")
        verbose_name_plural = _("former numbers")

    def __str__(self) -> str:
        return national(self.number)
