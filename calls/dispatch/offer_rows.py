"""What one step writes on the offers: who is asked, who answered what, who has it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from calls.dispatch import orders
from calls.dispatch.loading import policy_of
from calls.dispatch.orders import Action
from calls.dispatch.outgoing import save
from calls.dispatch.vocabulary import Bar, OfferState, Status
from calls.models import Happening, Offer
from calls.models.offer import digest_of

if TYPE_CHECKING:
    from calls.dispatch.writing import Writer


class OfferRows:
    """The offers that a step changes; `flush` saves them."""

    def __init__(self, step: "Writer") -> None:
        self._step = step
        self._changed: dict[int, Offer] = {}

    def row(self, number: int) -> Offer:
        """The row, marked as changed."""
        return self._changed.setdefault(number, self._step.loaded.offers[number])

    def flush(self) -> None:
        save(list(self._changed.values()), _OFFER_FIELDS)

    def carry_out(self, action: Action) -> bool:
        """Do what is ordered about an offer; False when it is about something else."""
        match action:
            case orders.Ask(number, plans, until):
                self._ask(self.row(number), plans, until)
            case orders.Try(number, plans):
                self._try(self.row(number), plans)
            case orders.Extend(number, until):
                self._has_until(self.row(number), until, taken=self._step.now)
            case orders.Hold(number, until):
                self._has_until(self.row(number), until, taken=None)
            case orders.EndTurn(number, state):
                self._end_turn(self.row(number), state)
            case orders.Pass(number, bar):
                self._pass(self.row(number), bar)
            case orders.Award(number):
                self._award(self.row(number))
            case orders.RenewLink(number):
                self._renew_link(self.row(number))
            case orders.Withdraw(number):
                self._withdraw(self.row(number))
            case orders.Release(number, by_doctor):
                self._release(self.row(number), by_doctor=by_doctor)
            case orders.Dismiss(number):
                self.row(number).bar = ""
            case orders.Expect(number, at):
                self._expect(self.row(number), at)
            case orders.Arrive(number):
                self._arrive(self.row(number))
            case orders.MoveFirst(number):
                self._move_first(self.row(number))
            case orders.TooLate(number):
                self._too_late(self.row(number))
            case _:
                return False
        return True

    def _ask(self, offer: Offer, plans: tuple[orders.Plan, ...], until: datetime) -> None:
        offer.state, offer.bar = OfferState.ASKING, ""
        offer.turn += 1
        offer.deadline, offer.taken_at = until, None
        offer.asked_at = offer.asked_at or self._step.now
        offer.token_digest = digest_of(offer.token)
        self._step.escalation.resumes_at = None  # whoever is asked in a pause ends it
        self._step.escalation.picks_by = None
        self._step.out.ask(offer, plans)
        self._step.note(Happening.ASKED, offer=offer, details=_channels(plans))

    def _leave(self, offer: Offer, state: OfferState) -> None:
        offer.state, offer.bar = state, ""
        self._step.out.let_go(offer)

    def _end_turn(self, offer: Offer, state: OfferState) -> None:
        self._leave(offer, state)
        if state is OfferState.DECLINED:
            offer.answered_at, offer.answered_via = self._step.now, self._step.via
            self._step.note(
                Happening.DECLINED,
                offer=offer,
                by=self._step.by,
                details={"via": self._step.via},
                words=self._step.words,
            )
        else:
            self._step.note(Happening(str(state)), offer=offer)

    def _pass(self, offer: Offer, bar: Bar) -> None:
        self._leave(offer, OfferState.SKIPPED)
        offer.bar = bar
        self._step.note(Happening.PASSED, offer=offer, by=self._step.by, details={"bar": str(bar)})

    def _award(self, offer: Offer) -> None:
        self._leave(offer, OfferState.ACCEPTED)
        offer.answered_at, offer.answered_via = self._step.now, self._step.via
        if offer.asked_at is None:  # but by the nurse
            offer.asked_at, offer.token_digest = self._step.now, digest_of(offer.token)
        offer.arrives_at = offer.arrived_at = None  # he may have had it before
        if self._step.minutes is not None:
            offer.arrives_at = self._step.now + timedelta(minutes=self._step.minutes)
        escalation = self._step.escalation
        escalation.status, escalation.accepted_at = Status.ACCEPTED, self._step.now
        escalation.confirm_by = self._step.now + policy_of(self._step.loaded.region).confirm_within
        escalation.resumes_at = escalation.picks_by = None
        details: dict[str, Any] = {"via": self._step.via}
        if self._step.minutes is not None:
            details["minutes"] = self._step.minutes
        by, words = self._step.by, self._step.words
        self._step.note(Happening.ACCEPTED, offer=offer, by=by, details=details, words=words)

    def set_out(self, number: int, minutes: int | None) -> None:
        """After advice by phone the doctor who accepted comes."""
        offer = self.row(number)
        if minutes is not None:
            offer.arrives_at = self._step.now + timedelta(minutes=minutes)
        details = {} if minutes is None else {"minutes": minutes}
        self._step.note(Happening.COMES, offer=offer, by=self._step.by, details=details)

    def _release(self, offer: Offer, *, by_doctor: bool) -> None:
        offer.state, offer.bound_at = OfferState.RELEASED, None
        offer.bar = "" if by_doctor else Bar.BY_NURSE
        escalation = self._step.escalation
        escalation.accepted_at, escalation.confirm_by, escalation.reminded = None, None, 0
        happening = Happening.HANDED_BACK if by_doctor else Happening.RELEASED
        said, words = self._step.said_by(), self._step.words
        self._step.note(happening, offer=offer, by=self._step.by, details=said, words=words)

    def _expect(self, offer: Offer, at: datetime) -> None:
        offer.arrives_at = at
        details = self._step.said_by() | {"at": at.isoformat()}
        self._step.note(Happening.ARRIVES, offer=offer, by=self._step.by, details=details)

    def _arrive(self, offer: Offer) -> None:
        offer.arrived_at = self._step.now
        self._step.note(
            Happening.ARRIVED,
            offer=offer,
            by=self._step.by,
            details=self._step.said_by(),
        )

    def _renew_link(self, offer: Offer) -> None:
        offer.generation += 1
        offer.token_digest = digest_of(offer.token)
        offer.bound_at = None

    def _move_first(self, offer: Offer) -> None:
        self._leave(offer, OfferState.WAITING)
        offer.position = min(o.position for o in self._step.loaded.offers.values()) - 1
        self._step.note(Happening.MOVED_FIRST, offer=offer, by=self._step.by)

    def _try(self, offer: Offer, plans: tuple[orders.Plan, ...]) -> None:
        self._step.out.ask(offer, plans)
        self._step.note(Happening.TRIED, offer=offer, details=_channels(plans))

    def _has_until(self, offer: Offer, until: datetime, *, taken: datetime | None) -> None:
        offer.deadline, offer.taken_at = until, taken

    def _withdraw(self, offer: Offer) -> None:
        self._leave(offer, OfferState.WITHDRAWN)
        self._step.note(Happening.WITHDRAWN, offer=offer)

    def _too_late(self, offer: Offer) -> None:
        said = self._step.said_by()
        self._step.note(Happening.TOO_LATE, offer=offer, details=said, words=self._step.words)


_OFFER_FIELDS = [
    "position", "state", "turn", "deadline", "taken_at", "asked_at", "answered_at",
    "answered_via", "arrives_at", "arrived_at", "bar", "generation", "token_digest", "bound_at",
]  # fmt: skip


def _channels(plans: tuple[orders.Plan, ...]) -> dict[str, Any]:
    return {"channels": [str(plan.channel) for plan in plans]}
