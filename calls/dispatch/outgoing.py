"""What goes out: calls and SMS are planned, stopped, and given to whom they are for."""

from typing import Any

from calls.dispatch.loading import Loaded, takes_texts
from calls.dispatch.orders import News, Plan
from calls.dispatch.vocabulary import AttemptState, Channel, Why
from calls.models import Alarm, Attempt, Notice, Offer
from stations.models import Responsible
from teams.models import Contact

# Worth a call where no SMS reaches him: he would set out, or telephone, for nothing.
MUST_KNOW = (News.CONFIRM, News.OVER, News.NEW_NUMBER)


class Outgoing:
    """Calls and SMS of one step; `flush` saves them."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.escalation = loaded.escalation
        self.now = loaded.now
        self.planned: list[Attempt] = []
        self.to_hang_up: list[Attempt] = []
        self._changed: dict[int, Attempt] = {}

    def __bool__(self) -> bool:
        """Whether anybody has something to do."""
        return bool(self.planned or self.to_hang_up)

    def flush(self) -> None:
        """Raises `IntegrityError` when a number is asked about another escalation by now."""
        save(list(self._changed.values()), _ATTEMPT_FIELDS)
        if self.planned:
            Attempt.objects.bulk_create(self.planned)

    def changed(self, attempt: Attempt) -> None:
        self._changed[attempt.pk] = attempt

    def ask(self, offer: Offer, plans: tuple[Plan, ...]) -> None:
        """Ask a doctor by these ways; his numbers are held until his turn is over.

        A drill holds none: it would keep a real request waiting.
        """
        contacts = {c.pk: c for c in self.loaded.contacts[offer.doctor_id]}
        held = {
            a.number
            for a in [*self.loaded.attempts.values(), *self.planned]
            if a.offer_id == offer.pk and a.holds_number
        }
        for plan in plans:
            contact = contacts[plan.contact]
            holds = contact.number not in held and not self.escalation.is_drill
            held.add(contact.number)
            self._plan(
                plan.channel, contact.number, contact=contact, offer=offer, holds_number=holds
            )

    def let_go(self, offer: Offer) -> None:
        """He is no longer asked: his numbers are free for other escalations."""
        for attempt in self.loaded.attempts.values():
            if attempt.offer_id == offer.pk and attempt.holds_number:
                attempt.holds_number = False
                self.changed(attempt)

    def stop(self, attempt: Attempt) -> None:
        """A planned attempt is never made; one under way is hung up."""
        if attempt.stop_wanted:
            return
        if attempt.state == AttemptState.PLANNED:
            attempt.state, attempt.ended_at = AttemptState.DROPPED, self.now
        else:
            attempt.stop_wanted = True
            if attempt.sid:
                self.to_hang_up.append(attempt)
        self.changed(attempt)

    def tell(self, offer: Offer | None, news: News) -> Channel | None:
        """Tell a doctor, or the nurse (None). Returns by what; None where nothing reaches him."""
        if offer is None:
            channel, number = Channel(self.escalation.tell_by), self.escalation.call_back_number
        else:
            must_know = news in MUST_KNOW and not self.escalation.is_drill
            found = self._way_to(offer, must_know=must_know)
            if found is None:
                return None
            channel, number = found
        notice = Notice.objects.create(
            escalation=self.escalation, offer=offer, news=news, created_at=self.now
        )
        self._plan(channel, number, notice=notice)
        return channel

    def stand_down(self, person: Responsible) -> Channel:
        """Tell whoever took charge that it needs him no longer: by SMS, else by a call."""
        channel = Channel.TEXT if person.takes_texts else Channel.VOICE
        notice = Notice.objects.create(
            escalation=self.escalation, person=person, news=News.SOLVED, created_at=self.now
        )
        self._plan(channel, person.number, notice=notice)
        return channel

    def alarm(self, person: Responsible, why: Why, channels: tuple[Channel, ...]) -> Alarm:
        """Alarm somebody in charge by these ways."""
        alarm = Alarm.objects.create(
            escalation=self.escalation, person=person, why=why, created_at=self.now
        )
        for channel in channels:
            self._plan(channel, person.number, alarm=alarm)
        return alarm

    def _way_to(self, offer: Offer, *, must_know: bool) -> tuple[Channel, str] | None:
        """By SMS; by a call only what he must know, and only once he has answered."""
        contacts: list[Contact] = self.loaded.usable_contacts(offer)
        for contact in contacts:
            if takes_texts(contact) and not contact.is_shared:
                return Channel.TEXT, contact.number
        if must_know and contacts and offer.answered_at is not None:
            return Channel.VOICE, contacts[0].number
        return None

    def _plan(self, channel: Channel, number: str, **owner: Any) -> None:
        offer: Offer | None = owner.get("offer")
        self.planned.append(
            Attempt(
                escalation=self.escalation,
                channel=channel,
                number=number,
                severity=self.escalation.severity,
                turn=offer.turn if offer else 0,
                created_at=self.now,
                due_at=self.now,
                **owner,
            )
        )


_ATTEMPT_FIELDS = [
    "state", "holds_number", "stop_wanted", "lease_until", "sid", "error_code",
    "queue_seconds", "due_at", "placed_at", "ended_at", "reconciled_at",
]  # fmt: skip


def save(rows: list[Any], fields: list[str]) -> None:
    """In one statement. One row, the usual case, has a cheaper one than many."""
    if len(rows) == 1:
        rows[0].save(update_fields=fields)
    elif rows:
        type(rows[0]).objects.bulk_update(rows, fields)
