"""From rows to the plain state that `core` decides on: five statements, whatever the size, and
none of them before the decision looks at what it would read."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from calls.dispatch import state as plain
from calls.dispatch.in_charge import People
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, OfferState, Status
from calls.models import Attempt, Escalation, Offer
from calls.models.attempt import LIVE
from calls.models.joined import Joined
from teams.models import Contact, Order, Region
from teams.phone import is_mobile

_OF_THIS_ONE = '"own"."escalation_id" = %s'
_OFFERS = Joined(Offer, "doctor", "doctor__clinic", condition=_OF_THIS_ONE)
_IN_ORDER = 'ORDER BY "own"."position", "own"."id"'
_ATTEMPTS = Joined(Attempt, condition=_OF_THIS_ONE)
_AS_MADE = 'ORDER BY "own"."id"'
# Than this one, which has no key yet in a dry run.
_ANOTHER = "another.id IS DISTINCT FROM %s::bigint"
# As `Offer.objects.that_keep_a_doctor`, of all escalations but this.
_IS_OUT = f"""
"own"."doctor_id" IN (
    SELECT offer.doctor_id FROM calls_offer AS offer
    JOIN calls_escalation AS another ON another.id = offer.escalation_id
    WHERE offer.state = '{OfferState.ACCEPTED}' AND NOT another.is_drill
    AND another.status IN ('{Status.ACCEPTED}', '{Status.CONTACTED}') AND {_ANOTHER}
)"""
# Numbers that are asked about, or ring, for others. A drill keeps none from a real request.
_ELSEWHERE = f"""
SELECT attempt.number FROM calls_attempt AS attempt
JOIN calls_escalation AS another ON another.id = attempt.escalation_id
WHERE attempt.number = ANY(%s) AND {_ANOTHER} AND (%s OR NOT another.is_drill) AND (
    attempt.holds_number OR attempt.channel = '{Channel.VOICE}'
    AND attempt.state IN ({", ".join(f"'{state}'" for state in LIVE)})
)"""
# As `Unavailability.objects.covering`.
_UNAVAILABLE = """
SELECT doctor_id, clinic_id FROM teams_unavailability
WHERE starts_at <= %s AND ends_at > %s AND (doctor_id = ANY(%s) OR clinic_id = ANY(%s))"""
_CONTACTS = Joined(Contact, condition='"own"."doctor_id" = ANY(%s)', also={"is_out": _IS_OUT})


class Loaded:
    """An escalation's rows, each kind read when it is first looked at, and the state made of them.

    `just_made` are the offers of an escalation that was made in this transaction, with their
    doctors: they need not be read, and there are no attempts yet.
    """

    def __init__(
        self, escalation: Escalation, now: datetime, just_made: list[Offer] | None = None
    ) -> None:
        self.escalation = escalation
        self.now = now
        self.people = People(self)
        self._just_made = just_made

    @property
    def region(self) -> Region:
        region: Region = self.escalation.station.region
        return region

    @cached_property
    def offers(self) -> dict[int, Offer]:
        offers = self._just_made
        if offers is None:
            offers = self._own(_OFFERS.all(self.escalation.pk, suffix=_IN_ORDER))
        return {offer.pk: offer for offer in offers}

    @cached_property
    def attempts(self) -> dict[int, Attempt]:
        if self._just_made is not None:
            return {}
        attempts = self._own(_ATTEMPTS.all(self.escalation.pk, suffix=_AS_MADE))
        return {attempt.pk: attempt for attempt in attempts}

    def _own(self, rows: list[Any]) -> list[Any]:
        """They know this escalation, and no other copy of it."""
        for row in rows:
            row.escalation = self.escalation
        return rows

    def state(self) -> plain.State:
        escalation = self.escalation
        return plain.State(
            status=Status(escalation.status),
            policy=policy_of(self.region),
            offers=plain.Offers(self._plain_offers),
            round=escalation.round,
            wake_at=escalation.search_at,
            resumes_at=escalation.resumes_at,
            reminded=escalation.reminded,
            is_drill=escalation.is_drill,
            nurse=escalation.nurse_id,
            call_back_number=escalation.call_back_number,
            people=self.people,
            trouble=self.people.trouble(),
            picks_by=escalation.picks_by,
            by_list=escalation.by_list,
        )

    @cached_property
    def contacts(self) -> dict[int, list[Any]]:
        """Of each doctor, in the order in which they are tried; each tells whether he `is_out`."""
        doctors = [offer.doctor_id for offer in self.offers.values()]
        found: dict[int, list[Any]] = defaultdict(list)
        for contact in _CONTACTS.all(self.escalation.pk, doctors):
            found[contact.doctor_id].append(contact)
        for contacts in found.values():
            contacts.sort(key=lambda one: (not is_proven(one), one.rank, one.pk))
        return found

    @cached_property
    def _out(self) -> set[int]:
        """Doctors who have accepted another escalation, which is still open."""
        every = (contact for contacts in self.contacts.values() for contact in contacts)
        return {contact.doctor_id for contact in every if contact.is_out}

    @cached_property
    def _unavailable(self) -> set[tuple[str, int]]:
        doctors = [offer.doctor_id for offer in self.offers.values()]
        clinics = [offer.doctor.clinic_id for offer in self.offers.values()]
        rows = _read(_UNAVAILABLE, [self.now, self.now, doctors, clinics])
        return {("doctor", d) if d is not None else ("clinic", c) for d, c in rows}

    @cached_property
    def _elsewhere(self) -> set[str]:
        """Numbers that are being asked about, or ring, for other escalations.

        A drill keeps no number from a real request: whatever rings for it gives way.
        """
        numbers = [c.number for contacts in self.contacts.values() for c in contacts]
        rows = _read(_ELSEWHERE, [numbers, self.escalation.pk, self.escalation.is_drill])
        return {number for (number,) in rows}

    def _plain_offers(self) -> tuple[plain.Offer, ...]:
        return tuple(self._offer(offer) for offer in self.offers.values())

    def _offer(self, offer: Offer) -> plain.Offer:
        return plain.Offer(
            offer=offer.pk,
            position=offer.position,
            state=OfferState(offer.state),
            deadline=offer.deadline,
            taken=offer.taken_at is not None,
            asked=offer.asked_at is not None,
            bar=self.bar(offer),
            by_nurse=offer.bar == Bar.BY_NURSE,
            lines=tuple(self._line(offer, c) for c in self.usable_contacts(offer)),
            tries=tuple(
                plain.Try(a.pk, a.contact_id, Channel(a.channel), AttemptState(a.state), a.in_line)
                for a in self.attempts.values()
                if a.offer_id == offer.pk and a.turn == offer.turn
            ),
            arrives_at=offer.arrives_at,
            arrived=offer.arrived_at is not None,
        )

    def usable_contacts(self, offer: Offer) -> list[Contact]:
        return [
            contact
            for contact in self.contacts[offer.doctor_id]
            if takes_calls(contact) or takes_texts(contact)
            if not is_somebody_elses(contact, self.escalation)
        ]

    def _line(self, offer: Offer, contact: Contact) -> plain.Line:
        return plain.Line(
            contact=contact.pk,
            voice=takes_calls(contact),
            text=takes_texts(contact),
            mobile=is_mobile(contact.number),
            taken=contact.number in self._elsewhere or self._is_in_use(contact.number, offer),
            number=contact.number,
        )

    def _is_in_use(self, number: str, offer: Offer) -> bool:
        """For this escalation, but for anything else than the offer's running turn. By the rows
        as they are now: a call whose end is being written keeps its number no longer."""
        turn = offer.turn if offer.state == OfferState.ASKING else None
        return any(
            attempt.number == number
            and (
                attempt.holds_number or (attempt.channel == Channel.VOICE and attempt.state in LIVE)
            )
            and not (attempt.offer_id == offer.pk and attempt.turn == turn)
            for attempt in self.attempts.values()
        )

    def bar(self, offer: Offer) -> Bar | None:
        """Why this doctor cannot be asked at this moment."""
        doctor = offer.doctor
        attending = self.escalation.attending_doctor
        if not doctor.is_active:
            return Bar.LEFT
        if attending is not None and attending.team_doctor_id == doctor.pk:
            return Bar.IS_ATTENDING
        if ("doctor", doctor.pk) in self._unavailable:
            return Bar.UNAVAILABLE
        if ("clinic", doctor.clinic_id) in self._unavailable:
            return Bar.CLINIC_UNAVAILABLE
        if doctor.pk in self._out:
            return Bar.IS_OUT
        if not self.usable_contacts(offer):
            return Bar.NO_CONTACT
        return None


def _read(statement: str, values: list[Any]) -> list[Any]:
    """By hand-written SQL, for what is read at nearly every step."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def takes_calls(contact: Contact) -> bool:
    return contact.can_voice and not contact.voice_unusable


def takes_texts(contact: Contact) -> bool:
    return contact.can_text and not contact.text_unusable


def is_proven(contact: Contact) -> bool:
    """Unproven numbers are tried after proven ones; those that are doubted, too."""
    proven = contact.voice_proven_at or contact.text_proven_at
    return bool(proven) and contact.doubted_at is None


def is_somebody_elses(contact: Contact, escalation: Escalation) -> bool:
    """Said so during this search: a stranger is not called twice in a night."""
    return contact.doubted_at is not None and contact.doubted_at >= escalation.opened_at


def policy_of(region: Region) -> plain.Policy:
    return plain.Policy(
        answer_within=timedelta(seconds=region.answer_within),
        ring_again=region.ring_again,
        rounds=region.rounds,
        pause=timedelta(seconds=region.pause_between_rounds),
        confirm_within=timedelta(seconds=region.confirm_within),
        widen_after=None if region.widen_after is None else timedelta(seconds=region.widen_after),
        all_at_once=region.order == Order.ALL_AT_ONCE,
        alarm_again=timedelta(seconds=region.alarm_again),
        coordinated=region.order == Order.COORDINATOR,
        picks_within=timedelta(seconds=region.coordinator_picks_within),
    )
