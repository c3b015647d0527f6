"""One call or SMS that proves a doctor's number."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models.errand import ON_ITS_WAY, Errand, ErrandQuerySet
from calls.models.labels import CHANNEL, choices
from calls.models.offer import secret_of
from teams.models import Contact, Doctor

RINGING = [str(AttemptState.PLACING), *ON_ITS_WAY]


class CheckWhy(models.TextChoices):
    """Why a number is checked, or its old owner told."""

    NEW = "new", _("not proven yet")
    AGAIN = "again", _("proven long ago")
    BY_HAND = "by_hand", _("staff asked for it")
    MOVED = "moved", _("told the old number that it was replaced")


class CheckAnswer(models.TextChoices):
    """What came back."""

    KEY = "key", _("1 was pressed")
    LINK = "link", _("the link was confirmed")
    REPLY = "reply", _("the SMS was answered")
    NOT_HIM = "not_him", _("somebody else has this number")


class ContactCheckQuerySet(ErrandQuerySet):
    def open_to(self, number: str, now: datetime) -> Self:
        """SMS checks to this number that an answer may still come to, the newest first."""
        asked = self.filter(number=number, channel=Channel.TEXT, created_at__gt=now - ANSWERABLE)
        return asked.exclude(why=CheckWhy.MOVED).exclude(state=AttemptState.PLANNED).order_by("-pk")

    def in_vain(self) -> Self:
        """Went out by itself, nobody answered, and the number was not proven since. One that had
        to make way was no try."""
        tried = self.filter(answered_at__isnull=True, stop_wanted=False)
        tried = tried.exclude(why__in=[CheckWhy.MOVED, CheckWhy.BY_HAND])
        tried = tried.exclude(state__in=[AttemptState.DROPPED, AttemptState.CANCELED])
        return tried.exclude(pk__in=self.proven_since().values("pk"))

    def ringing(self, now: datetime) -> Self:
        """Calls that the carrier has, or is about to have. One of which no end was reported has
        ended all the same."""
        lately = models.Q(placed_at__gt=now - LONGEST_CALL) | models.Q(
            placed_at__isnull=True, lease_until__gt=now - LONGEST_CALL
        )
        return self.filter(lately, channel=Channel.VOICE, state__in=RINGING)

    def without_an_end(self, now: datetime) -> Self:
        """Calls that have ended, and of which nothing was heard."""
        return self.filter(
            channel=Channel.VOICE, state__in=ON_ITS_WAY, placed_at__lte=now - LONGEST_CALL
        )

    def proven_since(self) -> Self:
        """Whose number was heard by this way after the check was made."""
        by_text = models.Q(
            channel=Channel.TEXT, created_at__lte=models.F("contact__text_proven_at")
        )
        by_call = models.Q(
            channel=Channel.VOICE, created_at__lte=models.F("contact__voice_proven_at")
        )
        return self.filter(by_text | by_call)


# A call of which nothing is heard has ended after so long.
LONGEST_CALL = timedelta(hours=1)
# So long an SMS that checks a number may be answered, by its link or by a reply.
ANSWERABLE = timedelta(days=14)


class ContactCheck(Errand):
    """A number is checked once a day by each channel, unless staff ask for more."""

    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("contact"),
    )
    doctor = models.ForeignKey(
        Doctor, models.CASCADE, related_name="contact_checks", verbose_name=_("doctor")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=choices(CHANNEL))
    why = models.CharField(_("why"), max_length=10, choices=CheckWhy.choices)
    answer = models.CharField(
        _("answer"), max_length=10, choices=CheckAnswer.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    explained = models.BooleanField(_("told how to answer"), default=False)
    stop_wanted = models.BooleanField(_("to be hung up"), default=False)

    objects = ContactCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact check")
        verbose_name_plural = _("contact checks")
        ordering = ["-pk"]
        indexes = [
            # Read by an SMS that came in, and by whoever looks which numbers are due.
            models.Index(fields=["number", "channel", "created_at"], name="checks_of_a_number"),
            # Read before each call to a doctor: does his telephone ring for a check?
            models.Index(
                fields=["number"],
                name="checks_that_ring",
                condition=models.Q(channel=Channel.VOICE, state__in=RINGING),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "channel", "day"],
                condition=~models.Q(why=CheckWhy.BY_HAND),
                name="a_number_is_checked_once_a_day",
                violation_error_message=_("This number was checked on that day already."),
            ),
            models.CheckConstraint(
                name="whoever_places_a_check_has_a_lease",
                condition=~models.Q(state=AttemptState.PLACING)
                | models.Q(lease_until__isnull=False),
                violation_error_message=_("A check that is being placed needs a lease."),
            ),
            models.CheckConstraint(
                name="an_answered_check_says_when_and_how",
                condition=models.Q(answered_at__isnull=True, answer="")
                | models.Q(answered_at__isnull=False) & ~models.Q(answer=""),
                violation_error_message=_("An answer has a time and a way."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} #{self.pk}"

    @property
    def token(self) -> str:
        """The secret of the doctor's link; the key in the carrier's callbacks does not give it."""
        return secret_of(f"checks:{self.key}")

    @property
    def link(self) -> str:
        return f"{settings.LINK_BASE_URL}/k/{self.token}"
