"""Links to unavailable days, without sign-in: a doctor's own, a team's, the office's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.offer import digest_of, new_key, secret_of
from teams.models import Doctor, Region, Team


class DaysLinkQuerySet(models.QuerySet["DaysLink"]):
    def by_token(self, token: str) -> "DaysLinkQuerySet":
        return self.filter(token_digest=digest_of(token))


class DaysLink(models.Model):
    """Of one doctor, who enters his own days by it, or of a team or a region, to read. Deleting it
    makes it worthless; whoever needs another gets a new one."""

    doctor = models.ForeignKey(
        Doctor,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="days_links",
        verbose_name=_("doctor"),
        help_text=_("He enters his own days by it, and sees his team's."),
    )
    team = models.ForeignKey(
        Team,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="days_links",
        verbose_name=_("team"),
        help_text=_("To read, for all doctors of the team."),
    )
    region = models.ForeignKey(
        Region,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="days_links",
        verbose_name=_("region"),
        help_text=_("To read all teams, for the office's own calendar."),
    )
    key = models.CharField(_("key"), max_length=22, unique=True, default=new_key, editable=False)
    token_digest = models.CharField(
        _("digest of the link"), max_length=64, unique=True, editable=False
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = DaysLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to unavailable days")
        verbose_name_plural = _("links to unavailable days")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_link_to_days_is_of_one_doctor_team_or_region",
                condition=models.Q(doctor__isnull=False, team__isnull=True, region__isnull=True)
                | models.Q(doctor__isnull=True, team__isnull=False, region__isnull=True)
                | models.Q(doctor__isnull=True, team__isnull=True, region__isnull=False),
                violation_error_message=_("Choose one: a doctor, a team or a region."),
            )
        ]

    def __str__(self) -> str:
        return str(self.doctor or self.team or self.region or "")

    def save(self, *args: object, **kwargs: object) -> None:
        self.token_digest = digest_of(self.token)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def token(self) -> str:
        return secret_of(f"days:{self.key}")

    @property
    def address(self) -> str:
        return f"{settings.LINK_BASE_URL}/d/{self.token}"
