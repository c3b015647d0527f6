"""One doctor asked about one escalation."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import Bar, OfferState, Status
from calls.models.escalation import Escalation
from calls.models.labels import BAR, OFFER_STATE, choices
from teams.models import Doctor

ANSWERABLE = [str(state) for state in OfferState if state.is_answerable]


class Via(models.TextChoices):
    """How an answer came in. All of them end in the same function."""

    KEY = "key", _("by a key on the call")
    LINK = "link", _("by the link")
    REPLY = "reply", _("by an SMS reply")
    NURSE = "nurse", _("to the nurse, by telephone")


class OfferQuerySet(models.QuerySet["Offer"]):
    def answerable(self) -> "OfferQuerySet":
        """Asked, not answered, not passed over by the nurse; somebody is still needed."""
        between_turns = models.Q(state=OfferState.WAITING) | (
            models.Q(state=OfferState.SKIPPED) & ~models.Q(bar=Bar.BY_NURSE)
        )
        return self.filter(
            models.Q(state__in=ANSWERABLE) | between_turns & models.Q(asked_at__isnull=False),
            escalation__status__in=[Status.SEARCHING, Status.UNANSWERED],
        )

    def that_keep_a_doctor(self) -> "OfferQuerySet":
        """Accepted, not over, and no drill: until then he is not asked about anything else.

        Found from the few escalations that are open. From the doctor there would be all to
        which he has ever said yes.
        """
        return self.filter(
            state=OfferState.ACCEPTED,
            escalation__status__in=[Status.ACCEPTED, Status.CONTACTED],
            escalation__is_drill=False,
        )

    def that_are_open(self) -> "OfferQuerySet":
        """Of escalations that have not ended."""
        return self.filter(escalation__ended_at__isnull=True)

    def sharing(self, offer: "Offer", number: str) -> "OfferQuerySet":
        """Of the same escalation: the doctors who answer this number, in order; `offer` among
        them. Nobody who no longer takes part."""
        same = self.filter(escalation=offer.escalation_id, doctor__is_active=True)
        return same.filter(doctor__contacts__number=number).in_order()

    def to(self, number: str) -> "OfferQuerySet":
        """Offers whose doctor owns this number (E.164)."""
        return self.filter(doctor__contacts__number=number)

    def by_token(self, token: str) -> "OfferQuerySet":
        return self.filter(token_digest=digest_of(token))

    def in_order(self) -> "OfferQuerySet":
        return self.order_by("position", "pk")


class Offer(models.Model):
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="offers", verbose_name=_("escalation")
    )
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="offers", verbose_name=_("doctor")
    )
    position = models.SmallIntegerField(_("position"))
    reasons = models.JSONField(_("reasons for the position"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=choices(OFFER_STATE), default=str(OfferState.WAITING)
    )
    turn = models.PositiveSmallIntegerField(_("turn"), default=0)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken by the carrier"), null=True, blank=True)
    asked_at = models.DateTimeField(_("first asked"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_via = models.CharField(_("answered"), max_length=10, choices=Via.choices, blank=True)
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    bound_at = models.DateTimeField(
        _("page bound to a browser"),
        null=True,
        blank=True,
        help_text=_("Since then the doctor's page opens in that one browser only."),
    )
    bar = models.CharField(_("passed over"), max_length=30, choices=choices(BAR), blank=True)
    generation = models.PositiveSmallIntegerField(_("generation of the link"), default=1)
    token_digest = models.CharField(
        _("digest of the link"), max_length=64, unique=True, null=True, editable=False
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["escalation", "position", "pk"]
        indexes = [
            # Read by the list: when each doctor was last asked.
            models.Index(
                fields=["doctor", "-asked_at"],
                name="when_a_doctor_was_asked",
                condition=models.Q(asked_at__isnull=False),
            ),
            # Read at each step: who is out on another call.
            models.Index(
                fields=["doctor"],
                name="offers_that_a_doctor_accepted",
                condition=models.Q(state=OfferState.ACCEPTED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation"],
                condition=models.Q(state=OfferState.ACCEPTED),
                name="one_doctor_accepts_an_escalation",
                violation_error_message=_("Another doctor has already accepted."),
            ),
            models.UniqueConstraint(
                fields=["escalation", "doctor"],
                name="a_doctor_stands_once_on_the_list",
                violation_error_message=_("This doctor is already on the list."),
            ),
            models.CheckConstraint(
                name="whoever_is_asked_has_a_deadline",
                condition=~models.Q(state=OfferState.ASKING) | models.Q(deadline__isnull=False),
                violation_error_message=_("A doctor who is asked needs a deadline."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.doctor)

    @property
    def was_passed_over(self) -> bool:
        """By the nurse, after he was asked; somebody is still needed."""
        wanted = self.escalation.status in (Status.SEARCHING, Status.UNANSWERED)
        return self.state == OfferState.SKIPPED and self.asked_at is not None and wanted

    @property
    def has_offered_himself(self) -> bool:
        """He said yes after the nurse had passed him over."""
        return self.escalation.timeline.filter(offer=self, happening="would_come").exists()

    @property
    def token(self) -> str:
        """The secret of the doctor's link: 22 characters, 128 bits, computed when needed.

        From the offer's id and the link's generation.
        """
        return secret_of(f"{self.pk}:{self.generation}")

    @property
    def link(self) -> str:
        return f"{settings.LINK_BASE_URL}/{self.token}"

    @property
    def was_handed_back(self) -> bool:
        """By the doctor himself; else the nurse let him go."""
        return self.state == OfferState.RELEASED and self.bar != Bar.BY_NURSE

    @property
    def passed_over_because(self) -> Bar | None:
        return Bar(self.bar) if self.state == OfferState.SKIPPED else None


def new_key() -> str:
    """22 unguessable characters, such as stand in every callback address."""
    return secrets.token_urlsafe(16)


def secret_of(message: str) -> str:
    """base64url(HMAC-SHA256(LINK_KEY, message)), cut to 16 bytes: 22 characters."""
    mac = hmac.digest(settings.LINK_KEY.encode(), message.encode(), hashlib.sha256)[:16]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What the database knows of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
