"""The call or SMS that checks a number: when it may go out, to whom, and its words."""

import logging
import threading
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q

from calls import daytime_messages, messages
from calls.dispatch import circuit
from calls.dispatch.daytime import TOKYO, left_to_tell, may_tell
from calls.dispatch.loading import takes_calls, takes_texts
from calls.dispatch.vocabulary import Channel, Status
from calls.errands import Kind
from calls.models import Attempt, CheckWhy, ContactCheck, Escalation
from calls.models.attempt import WITH_THE_CARRIER
from calls.models.contact_check import ContactCheckQuerySet
from calls.telephony import carrier
from calls.telephony.base import Call, CarrierError, Receipt, Text
from teams.models import Contact

logger = logging.getLogger(__name__)

# When staff ask for a check, they have a reason; nobody is woken all the same.
BY_HAND_FROM, BY_HAND_UNTIL = time(8), time(20)
BY_HAND_VALID_FOR = timedelta(hours=1)
# Seconds in which a hang-up is waited for.
A_MOMENT = 0.5


class NumberCheck(Kind):
    def rows(self) -> ContactCheckQuerySet:
        rows: ContactCheckQuerySet = ContactCheck.objects.select_related(
            "doctor__clinic__team__region", "contact"
        )
        return rows

    def may_go(self, errand: ContactCheck, now: datetime) -> bool:
        """At a humane hour, and while the carrier is needed for nothing that matters more."""
        humane = may_be_asked_for(now) if errand.why == CheckWhy.BY_HAND else may_tell(now)
        return humane and not is_needed_elsewhere(now) and not _rings(errand, now)

    def is_wanted(self, errand: ContactCheck, now: datetime) -> bool:
        """What staff ask for is asked for now, or not at all; they may also doubt the number."""
        if errand.why == CheckWhy.MOVED:
            return not Contact.objects.to(errand.number).exists()
        contact = errand.contact
        if contact is None or contact.number != errand.number or not errand.doctor.is_active:
            return False
        able = takes_texts(contact) if errand.channel == Channel.TEXT else takes_calls(contact)
        if errand.why == CheckWhy.BY_HAND:
            return able and now - errand.created_at < BY_HAND_VALID_FOR
        wanted = not contact.checks_muted and contact.doubted_at is None
        heard = ContactCheck.objects.proven_since().filter(pk=errand.pk).exists()
        return able and wanted and not heard

    def sent(self, errand: ContactCheck, receipt: Receipt) -> None:
        """Somebody needs the line by now: it makes way."""
        if ContactCheck.objects.filter(pk=errand.pk, stop_wanted=True).exists():
            _hang_up(receipt.sid)

    def request(self, errand: ContactCheck, now: datetime) -> Call | Text:
        return _text(errand, now) if errand.channel == Channel.TEXT else _call(errand)


CHECKS = NumberCheck()


def may_be_asked_for(now: datetime) -> bool:
    """Whether staff may have a number checked at this hour."""
    return BY_HAND_FROM <= now.astimezone(TOKYO).time() < BY_HAND_UNTIL


def is_needed_elsewhere(now: datetime) -> bool:
    """Somebody searches for a doctor in earnest, or the carrier takes nothing."""
    searches = Escalation.objects.filter(status=Status.SEARCHING, is_drill=False)
    return circuit.holds(now) or searches.exists()


def make_way(number: str, now: datetime) -> None:
    """Hang up whatever rings for a check on this number: he is asked in earnest, or told.

    Beside the request that needs the line, which does not wait for the carrier's answer. One
    that is only on its way is hung up by whoever sends it. At worst the line is busy for a
    moment, and the next number follows.
    """
    ringing = ContactCheck.objects.ringing(now).filter(number=number)
    sids = list(ringing.exclude(sid=None).values_list("sid", flat=True))
    ringing.update(stop_wanted=True)
    for sid in sids:
        thread = threading.Thread(target=_hang_up, args=(str(sid),), daemon=True)
        thread.start()
        thread.join(A_MOMENT)


def _hang_up(sid: str) -> None:
    try:
        carrier().hang_up(sid)
    except CarrierError as error:
        logger.info("check %s cannot be hung up (%s)", sid, error.code)


def _rings(errand: ContactCheck, now: datetime) -> bool:
    """A call to it would meet another call of ours."""
    if errand.channel == Channel.TEXT:
        return False
    calls = Q(number=errand.number, channel=Channel.VOICE)
    attempts = Attempt.objects.filter(calls, state__in=WITH_THE_CARRIER)
    others = ContactCheck.objects.filter(calls).ringing(now).exclude(pk=errand.pk)
    return attempts.exists() or others.exists()


def _text(errand: ContactCheck, now: datetime) -> Text:
    region, contact = errand.doctor.clinic.team.region, errand.contact
    if errand.why == CheckWhy.MOVED:
        body = daytime_messages.moved_text(region)
    else:
        replies = region.replies_count and contact is not None and not contact.is_shared
        body = daytime_messages.check_text(region, errand.link, reply=replies)
    by_hand = errand.why == CheckWhy.BY_HAND
    lasts = BY_HAND_VALID_FOR if by_hand else left_to_tell(now)
    return Text(
        to=errand.number,
        body=body,
        status_url=_callback(errand, "status"),
        valid_for=int(lasts.total_seconds()),
    )


def _call(errand: ContactCheck) -> Call:
    region = errand.doctor.clinic.team.region
    return Call(
        to=errand.number,
        say=daytime_messages.check_spoken(region),
        key_url=_callback(errand, "key"),
        status_url=_callback(errand, "status"),
        fallback_url=f"{settings.PUBLIC_BASE_URL}/twilio/voice/fallback",
        ring_for=region.ring_for,
        voice=messages.voice_of(region),
        after=messages.answer_spoken("check_no_key"),
    )


def _callback(errand: ContactCheck, what: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}/twilio/checks/{errand.key}/{what}"
