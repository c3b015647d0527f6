"""From the actions that `core` ordered to rows, under the escalation's lock."""

from datetime import datetime
from typing import Any

from calls.dispatch import orders
from calls.dispatch.loading import Loaded
from calls.dispatch.offer_rows import OfferRows
from calls.dispatch.orders import Action, News
from calls.dispatch.outgoing import Outgoing
from calls.dispatch.vocabulary import Channel, OfferState, Status
from calls.models import Cooperation, Happening, Offer, TimelineEntry
from calls.models.choices import HELPED
from stations.models import User
from teams.phone import is_mobile


class Writer:
    """Carries out actions on the loaded rows; `flush` saves whatever changed.

    `by` is the person who acted, `via` the channel of an answer, `minutes` until the
    doctor is there, `words` what somebody wrote, kept encrypted, `outcome` how it ended.
    """

    def __init__(
        self,
        loaded: Loaded,
        *,
        by: User | None = None,
        via: str = "",
        minutes: int | None = None,
        words: str = "",
        outcome: str = "",
    ) -> None:
        self.loaded = loaded
        self.escalation = loaded.escalation
        self.now: datetime = loaded.now
        self.by, self.via, self.minutes, self.words = by, via, minutes, words
        self.outcome = outcome
        self.out = Outgoing(loaded)
        self.entries: list[TimelineEntry] = []
        self.offers = OfferRows(self)

    def write(self, actions: list[Action]) -> None:
        for action in actions:
            self._do(action)

    def flush(self) -> None:
        """Save everything, in few statements. Raises `IntegrityError` when a number that was
        free a moment ago is asked about another escalation now."""
        self.offers.flush()
        self.out.flush()
        if self.entries:
            TimelineEntry.objects.bulk_create(self.entries)
        self.escalation.wake_at = self._wake_at()
        self.escalation.save(update_fields=_ESCALATION_FIELDS)

    def _wake_at(self) -> datetime | None:
        """For the search, for an alarm, or because its row has rested from a fault."""
        row = self.escalation
        rested = row.not_before if row.is_open and row.faults else None
        times = (row.search_at, row.alarm_at, rested)
        return min((at for at in times if at is not None), default=None)

    def note(self, happening: Happening, **entry: Any) -> None:
        """Put an entry on the timeline."""
        self.escalation.sequence += 1
        made = TimelineEntry(
            escalation=self.escalation,
            number=self.escalation.sequence,
            at=self.now,
            happening=happening,
            **entry,
        )
        made.seal(self.escalation.head)
        self.escalation.head = made.hash
        self.entries.append(made)

    def said_by(self) -> dict[str, Any]:
        """By what it was said; nothing where somebody signed in did."""
        return {"via": self.via} if self.via else {}

    def _do(self, action: Action) -> None:
        match action:
            case orders.Stop(number):
                self.out.stop(self.loaded.attempts[number])
            case orders.Tell(number, news):
                self._tell(None if number is None else self.offers.row(number), news)
            case _ if not self.offers.carry_out(action):
                self._change_escalation(action)

    def _change_escalation(self, action: Action) -> None:
        escalation = self.escalation
        match action:
            case orders.Pause(until):
                escalation.resumes_at, escalation.picks_by = until, None
                self.note(Happening.PAUSED, details={"until": until.isoformat()})
            case orders.StartRound(number, again):
                escalation.status = Status.SEARCHING
                escalation.round, escalation.resumes_at = number, None
                escalation.picks_by = None
                for offer in map(self.offers.row, again):
                    offer.state, offer.bar = OfferState.WAITING, ""
                details = {"round": number} | self.said_by()
                self.note(Happening.ROUND, by=self.by, details=details)
            case orders.GiveUp():
                escalation.status, escalation.picks_by = Status.UNANSWERED, None
                self.note(Happening.UNANSWERED)
            case orders.Remind(by):
                escalation.reminded += 1
                escalation.confirm_by = by
                self.note(Happening.REMINDED)
            case orders.Become(status):
                self._become(status)
            case orders.Reopen(status):
                self._reopen(status)
            case orders.TakeOver(nurse, number):
                self._take_over(nurse, number)
            case orders.Wake(at):
                escalation.search_at = at
            case orders.Queue() | orders.Pick() | orders.StartList():
                self._queue(action)
            case _:
                self._alarm(action)

    def _queue(self, action: Action) -> None:
        escalation = self.escalation
        match action:
            case orders.Queue(until):
                escalation.picks_by = until
                self.note(Happening.QUEUED, details={"until": until.isoformat()})
            case orders.Pick(number):
                self.note(Happening.PICKED, offer=self.offers.row(number), by=self.by)
            case orders.StartList():
                escalation.picks_by, escalation.by_list = None, True
                self.note(Happening.LIST_STARTED, by=self.by)

    def _alarm(self, action: Action) -> None:
        people, escalation = self.loaded.people, self.escalation
        match action:
            case orders.Alarm(person, why, channels):
                alarm = self.out.alarm(people.row(person), why, channels)
                details = {"alarm": alarm.pk, "why": str(why), "channels": list(map(str, channels))}
                self.note(Happening.ALARMED, details=details)
            case orders.AlarmAt(at, why):
                if escalation.alarm_why != why:
                    escalation.alarm_why, escalation.alarm_since = str(why), self.now
                escalation.alarm_at = at
            case orders.TakeCharge(number):
                alarm_row = None if number is None else people.alarms[number]
                escalation.in_charge_since, escalation.in_charge_user = self.now, self.by
                escalation.in_charge_person = None if alarm_row is None else alarm_row.person
                people.end_alarms(self.now)
                details = {} if number is None else {"alarm": number}
                self.note(Happening.TOOK_CHARGE, by=self.by, details=details)
            case orders.StandDown():
                if escalation.in_charge_person is not None:  # else a colleague sees it herself
                    channel = self.out.stand_down(escalation.in_charge_person)
                    details = {"news": str(orders.News.SOLVED), "channel": str(channel)}
                    self.note(Happening.TOLD, details=details)
            case orders.AlarmOver():
                escalation.alarm_why, escalation.alarm_since, escalation.alarm_at = "", None, None
                escalation.in_charge_since = None
                escalation.in_charge_user = escalation.in_charge_person = None
                people.end_alarms(self.now)

    def _tell(self, offer: Offer | None, news: News) -> None:
        channel = self.out.tell(offer, news)
        if channel is not None:
            details = {"news": str(news), "channel": str(channel)}
            self.note(Happening.TOLD, offer=offer, details=details)

    def _become(self, status: Status) -> None:
        escalation = self.escalation
        escalation.status = status
        if not status.is_open:
            escalation.outcome = self.outcome
            escalation.ended_at = self.now
            escalation.search_at = escalation.resumes_at = escalation.picks_by = None
        self._count_cooperation(+1)
        details = {"outcome": escalation.outcome} if escalation.outcome else {}
        offers = self.loaded.offers.values()
        accepted = next((o for o in offers if o.state == OfferState.ACCEPTED), None)
        with_whom = {"offer": accepted} if status is Status.CONTACTED else {}
        self.note(
            Happening(str(status)),
            by=self.by,
            details=details | self.said_by(),
            **with_whom,
        )

    def _take_over(self, nurse: int, number: str) -> None:
        escalation = self.escalation
        escalation.kept_by_id = nurse
        details = {"new_number": True} if number not in ("", escalation.call_back_number) else {}
        if number:
            escalation.call_back_number = number
            if not is_mobile(number):  # it takes no SMS
                escalation.tell_by = str(Channel.VOICE)
        self.note(Happening.TAKEN_OVER, by=self.by, details=details)

    def _reopen(self, status: Status) -> None:
        self._count_cooperation(-1)
        escalation = self.escalation
        escalation.status, escalation.outcome, escalation.ended_at = status, "", None
        if status is Status.UNANSWERED:  # whoever had it was stood down
            escalation.accepted_at, escalation.confirm_by, escalation.reminded = None, None, 0
        self.note(Happening.REOPENED, by=self.by)

    def _count_cooperation(self, times: int) -> None:
        """He came, or helped by telephone: station and doctor know each other now."""
        if self.escalation.outcome in HELPED:
            for offer in self.loaded.offers.values():
                if offer.state == OfferState.ACCEPTED:
                    Cooperation.objects.add(self.escalation.station_id, offer.doctor_id, times)


_ESCALATION_FIELDS = [
    "status", "outcome", "round", "resumes_at", "confirm_by", "reminded", "wake_at",
    "accepted_at", "ended_at", "sequence", "head", "search_at", "faults", "not_before",
    "alarm_why", "alarm_since", "alarm_at",
    "in_charge_since", "in_charge_user", "in_charge_person", "picks_by", "by_list",
    "kept_by", "call_back_number", "tell_by",
]  # fmt: skip
