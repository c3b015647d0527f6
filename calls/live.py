"""What holds at this moment, in words: the one source of the page, its fragment and the API."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from calls.dispatch import circuit, core, pace
from calls.dispatch.events import Picked, PutFirst, Skipped, TakenCharge
from calls.dispatch.loading import Loaded
from calls.dispatch.vocabulary import AttemptState, Channel, OfferState, Status, Why
from calls.history import Entry, history
from calls.live_state import AlarmRow, LiveState, Number, Row, Try
from calls.models import Alarm, Attempt, Escalation, Happening, Offer, Outcome, Via
from calls.models.labels import ATTEMPT_STATE, BAR, CHANNEL, OFFER_STATE, STATUS, WHY
from calls.outside import outside_service
from calls.reasons import reason_words
from stations.unreadable import readable
from teams.phone import is_mobile, national

# An attempt that waits longer for the carrier's answer counts as failing.
CARRIER_ANSWERS_WITHIN = timedelta(seconds=6)
# The first attempt is made this soon after the press, or something is wrong.
FIRST_ATTEMPT_WITHIN = timedelta(seconds=10)
# What `live_state` reads of an escalation's surroundings: for `select_related`.
READ_TOGETHER = (
    "station__region",
    "attending_doctor",
    "patient",
    "opened_by",
    "kept_by",
    "in_charge_user",
    "in_charge_person",
)
# Asked now, or still to be asked.
AHEAD = (OfferState.WAITING, OfferState.ASKING)
# He has answered in his latest turn; what he said in an earlier one says nothing of this one.
HAS_ANSWERED = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.RELEASED)


def live_state(escalation: Escalation, now: datetime) -> LiveState:
    """Read everything in eight statements at most, whatever the roster's size; in ten while
    a call waits in line."""
    return _Reader(escalation, now).read()


def _last_of_each(timeline: tuple[Entry, ...]) -> dict[tuple[int | None, str], Entry]:
    """The latest entry of each kind for each doctor."""
    return {(entry.offer, entry.happening): entry for entry in timeline}


class _Reader:
    def __init__(self, escalation: Escalation, now: datetime) -> None:
        self.escalation = escalation
        self.now = now
        self.loaded = Loaded(escalation, now)
        self.state = self.loaded.state()
        self.coming = self._coming()
        self.place = self._place_in_line()
        offers = sorted(self.loaded.offers.values(), key=lambda o: (o.position, o.pk))
        self.positions = {offer.pk: place for place, offer in enumerate(offers, 1)}
        asked = sorted((o for o in offers if o.asked_at), key=lambda o: (o.asked_at, o.position))
        self.asked_as = {offer.pk: place for place, offer in enumerate(asked, 1)}

    def read(self) -> LiveState:
        escalation = self.escalation
        offers = sorted(self.loaded.offers.values(), key=self._place_in_story)
        doctors = {pk: offer.doctor.name for pk, offer in self.loaded.offers.items()}
        people = {pk: alarm.person.name for pk, alarm in self.loaded.people.alarms.items()}
        timeline = history(escalation, doctors, people)
        self.told = _last_of_each(timeline)
        rows = tuple(self._row(offer) for offer in offers)
        return LiveState(
            id=escalation.pk,
            sequence=escalation.sequence,
            at=self.now,
            status=escalation.status,
            status_words=str(STATUS[Status(escalation.status)]),
            is_drill=escalation.is_drill,
            nurse=str(escalation.nurse),
            opened_at=escalation.opened_at,
            ended_at=escalation.ended_at,
            outcome=escalation.outcome,
            outcome_words=str(Outcome(escalation.outcome).label) if escalation.outcome else "",
            round=escalation.round,
            resumes_at=escalation.resumes_at,
            confirm_by=escalation.confirm_by,
            failing=self._failing(),
            stuck=escalation.is_open and escalation.faults > 0,
            ahead=None if self.place is None else self.place.ahead,
            carrier_queue=self._carrier_queue(),
            asking=_first(rows, OfferState.ASKING),
            next=next((row for row in rows if row.offer == self.coming), None),
            accepted=_first(rows, OfferState.ACCEPTED),
            rows=rows,
            timeline=timeline,
            advice_first=escalation.advice_first,
            room_link=readable(escalation.room_link),
            outside_service=outside_service(self.loaded.region),
            picks_by=escalation.picks_by,
            **self._alarms(),
        )

    def _alarms(self) -> dict[str, Any]:
        escalation, people = self.escalation, self.loaded.people
        since = escalation.alarm_since
        can_take_charge = bool(core.decide(self.state, TakenCharge(None), self.now))
        if since is None:
            return {"can_take_charge": can_take_charge}
        return {
            "alarm_words": str(WHY[Why(escalation.alarm_why)]),
            "alarms": tuple(
                self._alarm(alarm)
                for alarm in reversed(people.alarms.values())
                if alarm.created_at >= since
            ),
            "in_charge": _name_of(escalation),
            "in_charge_since": escalation.in_charge_since,
            "can_take_charge": can_take_charge,
        }

    def _alarm(self, alarm: Alarm) -> AlarmRow:
        return AlarmRow(
            name=alarm.person.name,
            duty=alarm.person.get_duty_display(),
            at=alarm.created_at,
            why_words=str(WHY[Why(alarm.why)]),
            attempts=tuple(
                _try(
                    attempt,
                    self.now,
                    answered=alarm.person_id == self.escalation.in_charge_person_id,
                )
                for attempt in self.loaded.people.attempts(alarm)
            ),
        )

    def _place_in_line(self) -> pace.Place | None:
        if not any(offer.waits_in_line for offer in self.state.asking):
            return None
        return pace.place_of(self.escalation, self.now)

    def _coming(self) -> int | None:
        """Whom the search would ask next."""
        if self.state.status is not Status.SEARCHING or self.state.picks_by is not None:
            return None
        able = (o.offer for o in self.state.waiting if o.bar is None and o.free_lines)
        return next(able, None)

    def _place_in_story(self, offer: Offer) -> tuple[Any, ...]:
        if offer.state not in AHEAD:
            return (0, offer.position, offer.pk)
        return (1 if offer.state == OfferState.ASKING else 2, offer.position, offer.pk)

    def _row(self, offer: Offer) -> Row:
        asking = offer.state == OfferState.ASKING
        called = self.told.get((offer.pk, Happening.CALLED))
        would_come = (offer.pk, Happening.WOULD_COME) in self.told
        deadline = offer.deadline if asking else None
        return Row(
            offer=offer.pk,
            position=self.positions[offer.pk],
            asked_as=self.asked_as.get(offer.pk),
            doctor=offer.doctor.name,
            clinic=offer.doctor.clinic.name,
            reasons=tuple(reason_words(reason) for reason in offer.reasons),
            state=offer.state,
            state_words=self._state_words(offer),
            note=self._note(offer),
            deadline=deadline,
            seconds_left=_seconds_left(deadline, self.now),
            answered_at=offer.answered_at,
            arrives_at=offer.arrives_at,
            arrived_at=offer.arrived_at,
            attempts=tuple(
                _try(attempt, self.now, answered=offer.state in HAS_ANSWERED)
                for attempt in self.loaded.attempts.values()
                if attempt.offer_id == offer.pk and attempt.turn == offer.turn
            ),
            again=offer.turn > 1,
            called_at=None if called is None else called.at,
            said=self._said(offer),
            offers_himself=offer.state == OfferState.SKIPPED and would_come,
            numbers=self._numbers(offer),
            can_skip=offer.state in AHEAD and self._has_effect(Skipped(offer.pk)),
            can_ask_first=offer.pk != self.coming
            and self.loaded.bar(offer) is None
            and self._has_effect(PutFirst(offer.pk)),
            can_record=self._nobody_has_it,
            can_pick=self.state.picks_by is not None and self._has_effect(Picked(offer.pk)),
        )

    def _said(self, offer: Offer) -> str:
        """What he wrote since he was asked last, or said yes: what was before is settled by it."""
        unclear = self.told.get((offer.pk, Happening.UNCLEAR))
        settled = (self.told.get((offer.pk, one)) for one in (Happening.ASKED, Happening.ACCEPTED))
        since = max((entry.number for entry in settled if entry is not None), default=0)
        return unclear.words if unclear is not None and unclear.number > since else ""

    @property
    def _nobody_has_it(self) -> bool:
        return self.state.status in (Status.SEARCHING, Status.UNANSWERED)

    def _has_effect(self, event: Skipped | PutFirst | Picked) -> bool:
        """The one decision says what the nurse may do."""
        return bool(core.decide(self.state, event, self.now))

    def _state_words(self, offer: Offer) -> str:
        if offer.state == OfferState.WAITING and self.state.status is not Status.SEARCHING:
            return _("Not asked")
        return str(OFFER_STATE[OfferState(offer.state)])

    def _note(self, offer: Offer) -> str:
        bar = offer.passed_over_because
        if offer.state == OfferState.WAITING and self.state.status is Status.SEARCHING:
            bar = self.loaded.bar(offer)
        if bar is not None:
            return str(BAR[bar])
        return str(Via(offer.answered_via).label) if offer.answered_via else ""

    def _numbers(self, offer: Offer) -> tuple[Number, ...]:
        clinic = offer.doctor.clinic.phone
        own = [contact.number for contact in self.loaded.contacts[offer.doctor_id]]
        every = own if not clinic or clinic in own else [*own, clinic]
        return tuple(Number(one, national(one), _kind(one, clinic)) for one in every)

    def _carrier_queue(self) -> int:
        """Seconds until the carrier begins the call that it holds back the longest; 0: it holds
        none of those that ask a doctor now."""
        calls = (a for a in self.loaded.attempts.values() if a.offer_id is not None)
        return max((_held_back(call, self.now) for call in calls), default=0)

    def _failing(self) -> bool:
        if self.state.status is not Status.SEARCHING:
            return False
        attempts = [a for a in self.loaded.attempts.values() if a.notice_id is None]
        waiting = any(a.state in (AttemptState.PLANNED, AttemptState.PLACING) for a in attempts)
        if waiting and circuit.of_now(self.now).open_since is not None:
            return True
        if not attempts and self.escalation.picks_by is None:
            return self.now - self.escalation.opened_at > FIRST_ATTEMPT_WITHIN
        if self.place is not None and self.place.moves:
            attempts = [a for a in attempts if not (a.in_line and a.state == AttemptState.PLANNED)]
        return any(_waits_for_carrier(attempt, self.now) for attempt in attempts)


def _waits_for_carrier(attempt: Attempt, now: datetime) -> bool:
    asked = attempt.state in (AttemptState.PLANNED, AttemptState.PLACING)
    return asked and now - attempt.due_at > CARRIER_ANSWERS_WITHIN


def _first(rows: tuple[Row, ...], state: OfferState) -> Row | None:
    return next((row for row in rows if row.state == state), None)


def _held_back(attempt: Attempt, now: datetime) -> int:
    """Seconds, as the carrier said when it took the call."""
    if attempt.state != AttemptState.QUEUED or attempt.placed_at is None:
        return 0
    return max(0, round(attempt.queue_seconds - (now - attempt.placed_at).total_seconds()))


def _try(attempt: Attempt, now: datetime, *, answered: bool) -> Try:
    """`answered`: whoever it reached has said yes or no, or has taken charge."""
    state = AttemptState(attempt.state)
    if answered and state is AttemptState.COMPLETED:
        state = AttemptState.ANSWERED  # he was not silent
    waits = attempt.in_line and state is AttemptState.PLANNED
    words = str(ATTEMPT_STATE[state])
    if waits:
        words = _("waits in line")
    elif state is AttemptState.QUEUED and attempt.channel == Channel.TEXT:
        words = _("being sent")
    if held_back := _held_back(attempt, now):
        words = _("waits at the carrier, about %(seconds)d s") % {"seconds": held_back}
    return Try(
        channel=attempt.channel,
        channel_words=str(CHANNEL[Channel(attempt.channel)]),
        state=attempt.state,
        state_words=words,
        number=attempt.number,
        national=national(attempt.number),
    )


def _name_of(escalation: Escalation) -> str:
    """Whoever has taken charge; empty while nobody has."""
    person, user = escalation.in_charge_person, escalation.in_charge_user
    return person.name if person is not None else str(user or "")


def _kind(number: str, clinic: str) -> str:
    if number == clinic:
        return _("clinic")
    return _("mobile") if is_mobile(number) else _("landline")


def _seconds_left(until: datetime | None, now: datetime) -> int | None:
    return None if until is None else max(0, int((until - now).total_seconds()))
