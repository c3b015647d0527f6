"""The timeline: what happened, numbered and chained, never changed."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.attempt import Attempt
from calls.models.escalation import Escalation
from calls.models.offer import Offer
from stations.encryption import EncryptedTextField
from stations.models import User


class Happening(models.TextChoices):
    OPENED = "opened", _("Search started")
    ASKED = "asked", _("Asked")
    TRIED = "tried", _("Tried by another way")
    MOVED = "moved", _("Progress of a call or SMS")
    CALLED = "called", _("Called by the nurse, not reached")
    PASSED = "passed", _("Passed over")
    DECLINED = "declined", _("Declined")
    SILENT = "silent", _("No answer")
    UNREACHABLE = "unreachable", _("Not reached")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("No longer needed")
    TOO_LATE = "too_late", _("Answered too late")
    WOULD_COME = "would_come", _("Passed over, and would come")
    UNCLEAR = "unclear", _("Replied, unclear")
    MOVED_FIRST = "moved_first", _("Put first by the nurse")
    PAUSED = "paused", _("Everyone was asked; once more after a pause")
    ROUND = "round", _("Next round")
    UNANSWERED = "unanswered", _("Nobody found")
    TOLD = "told", _("Told")
    REMINDED = "reminded", _("Reminded")
    CONTACTED = "contacted", _("They have spoken")
    ARRIVES = "arrives", _("Time of arrival")
    ARRIVED = "arrived", _("Arrived")
    TAKEN_OVER = "taken_over", _("Taken over")
    RELEASED = "released", _("Relieved: the search goes on")
    HANDED_BACK = "handed_back", _("Handed back: the search goes on")
    COMES = "comes", _("Comes, after advice by phone")
    HANDED_OVER = "handed_over", _("Handover written")
    REPORTED = "reported", _("Visit report written")
    POSTED = "posted", _("Posted in the medical network")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
    CANCELLED = "cancelled", _("Called off")
    ALARMED = "alarmed", _("Alarmed")
    TOOK_CHARGE = "took_charge", _("Took charge")
    QUEUED = "queued", _("Waits for a coordinator's pick")
    PICKED = "picked", _("Picked by a coordinator")
    LIST_STARTED = "list_started", _("The list starts by itself")


class PostKind(models.TextChoices):
    """What was posted in the patient's room of the medical network."""

    REQUEST = "request", _("that a doctor is looked for")
    STATE = "state", _("the patient's state")
    RESULT = "result", _("what came of it")
    OTHER = "other", _("something else")


class TimelineEntry(models.Model):
    """Append-only: a trigger refuses UPDATE and DELETE. Each entry carries the hash of the
    one before it. `words` are the raw words of people; the chain holds their digest alone,
    so that they can be erased and the chain still holds."""

    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="timeline", verbose_name=_("escalation")
    )
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    happening = models.CharField(_("what"), max_length=20, choices=Happening.choices)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("offer")
    )
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("call or SMS"),
    )
    details = models.JSONField(_("details"), default=dict, blank=True)
    words = EncryptedTextField(_("in their words"), blank=True)
    words_digest = models.CharField(_("digest of the words"), max_length=64, blank=True)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering = ["escalation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "number"],
                name="a_timeline_has_each_number_once",
                violation_error_message=_("This number is already on the timeline."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_happening_display()}"

    def seal(self, previous_hash: str) -> None:
        """Fill digest and hash; `previous_hash` is `""` for the first entry."""
        self.words_digest = hashlib.sha256(self.words.encode()).hexdigest() if self.words else ""
        self.previous_hash = previous_hash
        self.hash = self.computed_hash()

    def computed_hash(self) -> str:
        """SHA-256, in hex, over everything but the words themselves."""
        content: list[Any] = [
            self.previous_hash,
            self.escalation_id,
            self.number,
            self.at.isoformat(timespec="microseconds"),
            str(self.happening),
            self.by_id,
            self.offer_id,
            self.attempt_id,
            self.details,
            self.words_digest,
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
