"""Doctors' numbers are proven: when they are new or were replaced, and again after a while.

A number that somebody answered lately, in earnest or in a drill, needs no check.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from calls import errands
from calls.dispatch import clock
from calls.dispatch.daytime import day_of, may_tell
from calls.dispatch.loading import takes_calls, takes_texts
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import CheckWhy, ContactCheck
from calls.models.offer import digest_of
from calls.number_check import CHECKS, is_needed_elsewhere
from teams.models import Contact, Region

# Nobody answered: once more after so long, and so often in all. After that it is for staff.
ONCE_MORE_AFTER = 7  # days
MOST_IN_VAIN = 3
# How long one looks for a receipt, and a call of which nothing is heard can last.
LOOK_BACK, LONGEST_CALL = timedelta(days=1), timedelta(hours=1)
# In one region. Whoever imports thousands of doctors does not block the line for days.
MOST_A_DAY = 100


@dataclass(frozen=True)
class Checked:
    """`sent`: what the carrier took in this run. `waiting`: what the next run tries again."""

    sent: int
    waiting: int


@dataclass(frozen=True)
class Before:
    """What was tried on a number by one channel since it was last proven so."""

    in_vain: int = 0
    last: date | None = None

    def may_again(self, now: datetime) -> bool:
        rested = self.last is None or (day_of(now) - self.last).days >= ONCE_MORE_AFTER
        return self.in_vain < MOST_IN_VAIN and rested


def check_contacts() -> Checked | None:
    """Check what is due by call and by SMS, and tell the owners of replaced numbers.

    Returns None, and nothing is sent, outside the hours in which doctors are told what can
    wait. Nothing goes out while somebody searches for a doctor. Safe to repeat and to run
    twice at once.
    """
    now = clock.now()
    if not may_tell(now):
        return None
    _look_up(now)
    for region in Region.objects.all():
        _plan(region, now)
    sent = _send(ContactCheck.objects.unplaced(now).values_list("pk", flat=True))
    return Checked(sent, ContactCheck.objects.waiting().count())


def check_now(contacts: Iterable[Contact]) -> Checked:
    """Staff ask for it: by every way that these contacts have."""
    now = clock.now()
    planned = [
        _make(contact, channel, CheckWhy.BY_HAND, now)
        for contact in contacts
        for channel in _ways(contact)
    ]
    mine = ContactCheck.objects.filter(pk__in=[check.pk for check in planned if check])
    sent = _send(mine.values_list("pk", flat=True))
    return Checked(sent, mine.waiting().count())


def _send(pks: Iterable[int]) -> int:
    """One after another, until the carrier is needed for something that matters more."""
    sent = 0
    for pk in list(pks):
        if is_needed_elsewhere(clock.now()):
            break
        sent += errands.send(CHECKS, pk)
    return sent


def _look_up(now: datetime) -> None:
    """Whatever nothing was heard of; a call of which the carrier does not know the end either
    has ended by now. An SMS may stay without a receipt: not every network gives one."""
    late = ContactCheck.objects.unheard_of(now, errands.PATIENCE)
    for pk in list(late.filter(day__gte=day_of(now - LOOK_BACK)).values_list("pk", flat=True)):
        errands.look_up(CHECKS, pk)
    over = ContactCheck.objects.ringing().filter(placed_at__lte=now - LONGEST_CALL)
    over.update(state=AttemptState.FAILED, ended_at=now)


# --- What is due --------------------------------------------------------------------------


def _plan(region: Region, now: datetime) -> None:
    mine = ContactCheck.objects.filter(doctor__clinic__team__region=region)
    room = MOST_A_DAY - mine.filter(day=day_of(now)).count()
    contacts = Contact.objects.filter(
        doctor__clinic__team__region=region, doctor__is_active=True
    ).select_related("doctor")
    for contact in contacts.exclude(previous_number=""):
        _tell_previous(contact, now)
    for contact, channel, why in _due(region, list(contacts), now):
        if room <= 0:
            return
        room -= _make(contact, channel, why, now) is not None


def _due(
    region: Region, contacts: list[Contact], now: datetime
) -> Iterator[tuple[Contact, Channel, CheckWhy]]:
    """New numbers first."""
    before = _tried(contacts)
    again = []
    for contact in contacts:
        if contact.checks_muted or contact.doubted_at is not None:
            continue
        for channel in _ways(contact):
            tried = before.get((contact.pk, channel), Before())
            why = _why(contact, channel, region, now)
            if why is None or not tried.may_again(now):
                continue
            if why is CheckWhy.NEW:
                yield contact, channel, why
            else:
                again.append((contact, channel, why))
    yield from again


def _why(contact: Contact, channel: Channel, region: Region, now: datetime) -> CheckWhy | None:
    """Again only by SMS, which disturbs less, and only where he was not heard by call either."""
    proven = _proven_at(contact, channel)
    if proven is None:
        return CheckWhy.NEW
    if channel is Channel.VOICE or region.check_every is None:
        return None
    heard = max(filter(None, (proven, contact.voice_proven_at)))
    days = (day_of(now) - day_of(heard)).days
    return CheckWhy.AGAIN if days >= region.check_every else None


def _ways(contact: Contact) -> list[Channel]:
    return [
        channel
        for channel, able in (
            (Channel.TEXT, takes_texts(contact)),
            (Channel.VOICE, takes_calls(contact)),
        )
        if able
    ]


def _proven_at(contact: Contact, channel: Channel) -> datetime | None:
    return contact.text_proven_at if channel is Channel.TEXT else contact.voice_proven_at


def _tried(contacts: list[Contact]) -> dict[tuple[int, Channel], Before]:
    """By number, for a doctor's new number has no past."""
    by_pk = {contact.pk: contact for contact in contacts}
    rows = (
        ContactCheck.objects.in_vain()
        .filter(contact__in=by_pk)
        .values("contact", "number", "channel")
        .annotate(in_vain=Count("pk"), last=Max("day"))
    )
    return {
        (row["contact"], Channel(row["channel"])): Before(row["in_vain"], row["last"])
        for row in rows
        if by_pk[row["contact"]].number == row["number"]
    }


# --- Rows ---------------------------------------------------------------------------------


def _make(
    contact: Contact, channel: Channel, why: CheckWhy, now: datetime, number: str = ""
) -> ContactCheck | None:
    """None where this number was checked so today, perhaps for another doctor who shares it."""
    check = ContactCheck(
        contact=contact,
        doctor=contact.doctor,
        number=number or contact.number,
        channel=channel,
        why=why,
        day=day_of(now),
        created_at=now,
    )
    check.token_digest = digest_of(check.token)
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError:
        return None
    return check


def _tell_previous(contact: Contact, now: datetime) -> None:
    """The owner of a number that was replaced hears of it: he may not have asked for that."""
    previous = contact.previous_number
    with transaction.atomic():
        untold = Contact.objects.filter(pk=contact.pk, previous_number=previous)
        if untold.update(previous_number=""):
            _make(contact, Channel.TEXT, CheckWhy.MOVED, now, previous)
