"""Doctors' numbers are proven: when they are new or were replaced, and again after a while.

A number that somebody answered lately, in earnest or in a drill, needs no check.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from calls import errands
from calls.dispatch import clock
from calls.dispatch.daytime import day_of, may_tell
from calls.dispatch.loading import takes_calls, takes_texts
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import CheckWhy, ContactCheck
from calls.models.contact_check import ContactCheckQuerySet
from calls.models.offer import digest_of
from calls.number_check import CHECKS, is_needed_elsewhere
from teams.models import Contact, FormerNumber, Region

# Nobody answered: once more after so long, and so often in all. After that it is for staff.
ONCE_MORE_AFTER = 7  # days
MOST_IN_VAIN = 3
# How long one looks for a receipt.
LOOK_BACK = timedelta(days=1)
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
    for former in FormerNumber.objects.select_related("doctor"):
        _tell(former, now)
    for region in Region.objects.all():
        _plan(region, now)
    sent = _send(ContactCheck.objects.unplaced(now))
    return Checked(sent, ContactCheck.objects.waiting().count())


def check_now(contacts: Iterable[Contact]) -> int:
    """Staff ask for it: by every way that these contacts have. Returns how many calls and SMS go
    out, within a few minutes; what has waited for an hour goes out no more."""
    now = clock.now()
    waiting = ContactCheck.objects.filter(why=CheckWhy.BY_HAND).unplaced(now)
    planned = 0
    for contact in contacts:
        for channel in _ways(contact):
            asked_before = waiting.filter(number=contact.number, channel=channel).exists()
            check = None if asked_before else _make(contact, channel, CheckWhy.BY_HAND, now)
            planned += check is not None
    return planned


def send_what_staff_asked_for() -> None:
    """Looked for by the watch once a minute."""
    _send(ContactCheck.objects.filter(why=CheckWhy.BY_HAND).unplaced(clock.now()))


def _send(checks: ContactCheckQuerySet) -> int:
    """One after another, no faster than the carrier takes calls, so that none waits there when a
    doctor is searched for; and no more as soon as one is."""
    sent = 0
    for number, pk in enumerate(list(checks.values_list("pk", flat=True))):
        if number:
            time.sleep(1 / settings.CALLS_PER_SECOND)
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
    over = ContactCheck.objects.without_an_end(now)
    over.update(state=AttemptState.FAILED, ended_at=now)


# --- What is due --------------------------------------------------------------------------


def _plan(region: Region, now: datetime) -> None:
    mine = ContactCheck.objects.filter(doctor__clinic__team__region=region)
    room = MOST_A_DAY - mine.filter(day=day_of(now)).count()
    contacts = Contact.objects.filter(
        doctor__clinic__team__region=region, doctor__is_active=True
    ).select_related("doctor")
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
            tried = before.get((contact.number, channel), Before())
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


def _tried(contacts: list[Contact]) -> dict[tuple[str, Channel], Before]:
    """By number: a new one has no past, and one that doctors share is tried for all of them."""
    rows = (
        ContactCheck.objects.in_vain()
        .filter(number__in={contact.number for contact in contacts})
        .values("number", "channel")
        .annotate(in_vain=Count("pk"), last=Max("day"))
    )
    return {
        (row["number"], Channel(row["channel"])): Before(row["in_vain"], row["last"])
        for row in rows
    }


# --- Rows ---------------------------------------------------------------------------------


def _make(contact: Contact, channel: Channel, why: CheckWhy, now: datetime) -> ContactCheck | None:
    """None where this number was checked so today, perhaps for another doctor who shares it."""
    check = ContactCheck(contact=contact, doctor=contact.doctor, number=contact.number)
    return _saved(check, channel, why, now)


def _saved(
    check: ContactCheck, channel: Channel, why: CheckWhy, now: datetime
) -> ContactCheck | None:
    check.channel, check.why, check.day, check.created_at = channel, why, day_of(now), now
    check.token_digest = digest_of(check.token)
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError:
        return None
    return check


def _tell(former: FormerNumber, now: datetime) -> None:
    """Whose number was replaced hears of it: he may not have asked for that. Where the number got
    an SMS of ours today already, he hears tomorrow."""
    check = ContactCheck(doctor=former.doctor, number=former.number)
    with transaction.atomic():
        mine = FormerNumber.objects.select_for_update(skip_locked=True).filter(pk=former.pk)
        if (
            mine.first() is not None
            and _saved(check, Channel.TEXT, CheckWhy.MOVED, now) is not None
        ):
            mine.delete()
