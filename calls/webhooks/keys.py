"""A key on a call of ours: a doctor's answer, or somebody in charge on an alarm."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from calls import messages, services
from calls.dispatch.vocabulary import Why
from calls.models import Alarm, Offer
from calls.services import Answer, Charge, Via
from calls.telephony import inbound
from calls.telephony.inbound import KeyPress, verified
from calls.telephony.speech import Ask
from calls.webhooks import yours
from calls.webhooks.patience import patient
from calls.webhooks.reports import he_hears_us
from calls.webhooks.saying import again, say, talk
from teams.models import Region
from teams.phone import national

ACCEPT, DECLINE, AGAIN, NOT_HIM = "1", "2", "3", "9"
# One for each doctor who shares a telephone.
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
# On the call that asks a coordinator to pick.
LEAVE_TO_LIST = "2"


@verified
@patient
def key_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """A doctor pressed a key during the call of an offer, or somebody in charge during an alarm."""
    pressed = inbound.key_press(request)
    offers = Offer.objects.select_related("doctor", "escalation__station__region")
    offer = offers.filter(attempts__key=key).first()
    he_hears_us(key, pressed)
    if offer is None:
        return _alarm_key(request, key, pressed)
    return _offer_key(request, key, offer, pressed, on=pressed.called, proves=True)


def offered(offer: Offer) -> HttpResponse:
    """To a doctor who calls back: what he was asked, and the same keys."""
    key = offer.attempts.latest("pk").key
    region = offer.escalation.station.region
    words = messages.offer_spoken(offer, region)
    return again(f"/twilio/voice/back/{key}/key", region, words, "no_key", explain=False)


@verified
@patient
def key_pressed_on_his_call(request: HttpRequest, key: str) -> HttpResponse:
    """He called us: of our own call to him nothing is known by that."""
    pressed = inbound.key_press(request)
    offer = yours.offer_of(key)
    return _offer_key(request, key, offer, pressed, on=pressed.caller, proves=False)


def _offer_key(
    request: HttpRequest, key: str, offer: Offer, pressed: KeyPress, *, on: str, proves: bool
) -> HttpResponse:
    """`on`: the number on which the key was pressed. A call of his `proves` none: that ours reach
    him is not known by it, and a caller's number can be forged."""
    proven = on if proves else ""
    if pressed.digits == ACCEPT and len(doctors := _who_share(offer, on)) > 1:
        return _ask_who(key, offer, doctors)
    if pressed.digits == ACCEPT:
        return _answered(key, offer, services.accept(offer=offer, via=Via.KEY, number=proven))
    if pressed.digits == DECLINE:
        return _answered(key, offer, services.decline(offer=offer, via=Via.KEY, number=proven))
    region = offer.escalation.station.region
    if pressed.digits == NOT_HIM:
        services.not_him(offer=offer, number=on)
        return say(region, "not_him")
    words = messages.offer_spoken(offer, region)
    return again(request.path, region, words, "no_key", explain=pressed.digits != AGAIN)


@verified
@patient
def who_pressed(request: HttpRequest, key: str) -> HttpResponse:
    """On a telephone that doctors share: which of them takes it."""
    asked, pressed = yours.asked_by(key), inbound.key_press(request)
    doctors = _who_share(asked.offer, asked.number)
    place = int(pressed.digits) if pressed.digits in KEYS[: len(doctors)] else 0
    if not place:
        return _ask_who(key, asked.offer, doctors, explain=True)
    his = doctors[place - 1]
    colleague = his.pk != asked.offer.pk
    answer = services.accept(offer=his, via=Via.KEY, number=asked.number, at_a_colleagues=colleague)
    return _answered(key, his, answer)


def _who_share(offer: Offer, number: str) -> list[Offer]:
    """As many as there are keys."""
    sharing = Offer.objects.sharing(offer, number)
    return list(sharing.select_related("doctor", "escalation__station__region")[: len(KEYS)])


def _ask_who(
    key: str, offer: Offer, doctors: list[Offer], *, explain: bool = False
) -> HttpResponse:
    names = [(place, one.doctor.name_as_spoken) for place, one in zip(KEYS, doctors, strict=False)]
    words = messages.answer_spoken("ask_who", names=names)
    said = (messages.answer_spoken("explain"), words) if explain else (words,)
    region = offer.escalation.station.region
    goodbye = messages.answer_spoken("no_key")
    return talk(region, Ask(said, yours.address(key, "who")), goodbye)


def _answered(key: str, offer: Offer, answer: Answer) -> HttpResponse:
    """Say what became of it, and what happens next."""
    if answer is Answer.YOURS:
        return yours.accepted(key, offer)
    return say(offer.escalation.station.region, f"answer_{answer.value}")


def _alarm_key(request: HttpRequest, key: str, pressed: KeyPress) -> HttpResponse:
    alarms = Alarm.objects.select_related("person", "escalation__station__region")
    alarm = get_object_or_404(alarms, attempts__key=key)
    region = alarm.escalation.station.region
    if pressed.digits == ACCEPT:
        charge = services.take_charge_by(alarm=alarm)
        return _charged(alarm, region, charge)
    if pressed.digits == LEAVE_TO_LIST and alarm.why == Why.WAITS:
        services.start_list(escalation=alarm.escalation_id)
        return say(region, "list_started")
    words = messages.alarm_spoken(alarm, region)
    return again(request.path, region, words, "alarm_no_key", explain=pressed.digits != AGAIN)


def _charged(alarm: Alarm, region: Region, charge: Charge) -> HttpResponse:
    name = f"charge_{charge.value}"
    if charge is Charge.YOURS and alarm.why == Why.WAITS:
        name = "charge_picks"
    return say(region, name, call_back=national(alarm.escalation.call_back_number))
