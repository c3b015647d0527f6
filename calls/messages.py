"""From an attempt to the words that go out. The words themselves are in templates.

Never a patient's name, an address or a disease; the kind of case in neutral words only.
Doctors are spoken to in the installation's language, whatever language a browser prefers.
"""

from typing import Any

from django.conf import settings
from django.utils import translation

from calls.dispatch.claiming import Claim
from calls.dispatch.orders import News
from calls.models import Alarm, Attempt, Escalation, Happening, Notice, Offer
from calls.outside import outside_service
from calls.telephony.base import Call, Language, Text, Voice
from calls.words import ONE_PART, sms_of, words_of
from teams.models import Contact, Doctor, Order, Region
from teams.phone import national

# What the nurse can answer by a key when a call tells her of it.
ASKS_THE_NURSE = (News.ACCEPTED, News.CONFIRM, News.NOBODY)
FALLBACK_VOICE = "Polly.Mizuki"
LANGUAGES: dict[str, Language] = {"ja": "ja-JP", "en": "en-US"}


def call_for(claim: Claim) -> Call:
    """The call that an attempt stands for."""
    attempt = claim.attempt
    region = attempt.escalation.station.region
    with translation.override(settings.LANGUAGE_CODE):
        if attempt.offer is not None:
            say, after = offer_spoken(attempt.offer, region), words_of("calls/voice/no_key.txt")
        elif attempt.notice is not None:
            say, after = notice_spoken(attempt.notice, region), words_of("calls/voice/goodbye.txt")
        elif attempt.alarm is not None:
            say = alarm_spoken(attempt.alarm, region)
            after = words_of("calls/voice/alarm_no_key.txt")
    return Call(
        to=attempt.number,
        say=say,
        key_url=_key_url(attempt),
        status_url=callback(attempt, "voice", "status"),
        fallback_url=f"{settings.PUBLIC_BASE_URL}/twilio/voice/fallback",
        ring_for=region.ring_for,
        voice=voice_of(region),
        after=after,
    )


def _key_url(attempt: Attempt) -> str | None:
    """Where a key leads; None where nothing is asked."""
    notice = attempt.notice
    if notice is None:
        return callback(attempt, "voice", "key")
    return callback(attempt, "voice", "nurse") if asks_the_nurse(notice) else None


def asks_the_nurse(notice: Notice) -> bool:
    """Whether she can answer by a key on the call that tells her."""
    is_hers = notice.offer_id is None and notice.person_id is None
    return is_hers and notice.news in ASKS_THE_NURSE


def text_for(claim: Claim) -> Text:
    """The SMS that an attempt stands for: one part, 70 characters or fewer."""
    attempt = claim.attempt
    region = attempt.escalation.station.region
    with translation.override(settings.LANGUAGE_CODE):
        if attempt.offer is not None:
            body = offer_text(attempt.offer, region, attempt.contact)
        elif attempt.notice is not None:
            body = notice_text(attempt.notice, region)
        elif attempt.alarm is not None:
            body = alarm_text(attempt.alarm, region)
    return Text(
        to=attempt.number,
        body=body,
        status_url=callback(attempt, "sms", "status"),
        valid_for=claim.seconds_left,
    )


def callback(attempt: Attempt, channel: str, what: str) -> str:
    """Where the carrier reports; the attempt's key in it cannot be guessed."""
    return f"{settings.PUBLIC_BASE_URL}/twilio/{channel}/{attempt.key}/{what}"


def voice_of(region: Region) -> Voice:
    """The region's own, in the language in which doctors are spoken to."""
    return Voice(region.voice, LANGUAGES[settings.LANGUAGE_CODE], region.speech_rate)


def voice_without_database() -> Voice:
    """The region's voice is in the database, which may be what has failed."""
    return Voice(FALLBACK_VOICE, LANGUAGES[settings.LANGUAGE_CODE])


def offer_spoken(offer: Offer, region: Region) -> tuple[str, ...]:
    """What is said while the key is waited for, a sentence each."""
    return tuple(words_of("calls/voice/offer.txt", **_of_offer(offer, region)).split("\n"))


def notice_spoken(notice: Notice, region: Region) -> tuple[str, ...]:
    service = words_of("calls/voice/hello.txt", region=region)
    drill = (words_of("calls/voice/drill.txt"),) if notice.escalation.is_drill else ()
    told = words_of(_notice_template(notice), **_of_notice(notice, spoken=True))
    keys = (words_of("calls/voice/nurse_keys.txt", news=notice.news),)
    return (*drill, service, told, *(keys if asks_the_nurse(notice) else ()))


def alarm_spoken(alarm: Alarm, region: Region) -> tuple[str, ...]:
    """What somebody in charge hears while the key is waited for, a sentence each."""
    return tuple(words_of("calls/voice/alarm.txt", **_of_alarm(alarm, region)).split("\n"))


def offer_text(offer: Offer, region: Region, contact: Contact | None) -> str:
    """The SMS of an offer. What is cut first is the town's name.

    The words for a reply stand there only when a reply from this number was proven and the
    number belongs to one doctor. A link too long for one part, which the start check lets
    through outside production only, makes it two: better than no SMS at all.
    """
    reply = bool(
        region.replies_count and contact and contact.reply_proven_at and not contact.is_shared
    )
    facts = _of_offer(offer, region) | {"reply": reply}
    town = offer.escalation.area
    facts["place"] = f"{town} " if town else ""
    text = sms_of("offer", **facts)
    excess = len(text) - ONE_PART
    if excess <= 0:
        return text
    left = _cut(town, len(town) - excess)
    facts["place"] = f"{left} " if left else ""
    return sms_of("offer", **facts)


def _cut(town: str, longest: int) -> str:
    """With a mark where something is missing; of one character nothing is left."""
    if len(town) <= longest:
        return town
    return f"{town[: longest - 1]}…" if longest > 1 else ""


def notice_text(notice: Notice, region: Region) -> str:
    """The SMS of a notice, cut at one part; a link, when there is one, stays whole."""
    facts = _of_notice(notice)
    link = f" {facts['link']}" if facts.get("link") else ""
    said = words_of(_notice_template(notice), **facts)
    words = sms_of("notice", region=region, drill=facts["drill"], words=said)
    return words[: ONE_PART - len(link)] + link


def alarm_text(alarm: Alarm, region: Region) -> str:
    """The SMS of an alarm: what happened, the nurse's number, the link. One part, where it can be.

    In full where there is room; then in short, at last with the number's figures alone.
    """
    facts = _of_alarm(alarm, region)
    figures = {"call_back": facts["call_back"].replace("-", "")}
    ways: list[dict[str, Any]] = [{}, {"short": True}, {"short": True} | figures]
    texts = [words_of("calls/sms/alarm.txt", **facts | way) for way in ways]
    return next((text for text in texts if len(text) <= ONE_PART), texts[-1])


def takes_link(offer: Offer) -> bool:
    """Whether his page's link can be sent to him: by SMS, to a number that is his alone."""
    contacts = offer.doctor.contacts.filter(can_text=True, text_unusable="", is_shared=False)
    return contacts.exists()


def answer_spoken(name: str, **facts: Any) -> str:
    """A sentence for the end of a call: `templates/calls/voice/<name>.txt`.

    `drill`: whether it is for practice.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return words_of(f"calls/voice/{name}.txt", **facts)


def answer_text(name: str, region: Region, **facts: Any) -> str:
    """The answer to an SMS: `templates/calls/sms/<name>.txt`, at one part.

    `drill`: whether it is for practice.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return sms_of(name, region=region, **facts)[:ONE_PART]


def answer_to_a_stranger() -> str:
    """The same to everybody, at one part; no city, no service."""
    with translation.override(settings.LANGUAGE_CODE):
        return words_of("calls/sms/stranger.txt")


def link_text(offer: Offer, region: Region) -> str:
    """The answer to an SMS that only a link can answer: one part, its link whole.

    Among several the doctor knows them by their town, as in the SMS that asked him; what is
    cut first is the town's name.
    """
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"region": region, "link": offer.link, "drill": offer.escalation.is_drill}
        bare = sms_of("by_link", place="", **facts)
        town = _cut(offer.escalation.area, ONE_PART - len(bare) - 1)
        place = f"{town} " if town else ""
        return sms_of("by_link", place=place, **facts)


def _notice_template(notice: Notice) -> str:
    whom = "doctor" if notice.offer_id else "in_charge" if notice.person_id else "nurse"
    return f"calls/notices/{whom}_{notice.news}.txt"


def _of_offer(offer: Offer, region: Region) -> dict[str, Any]:
    escalation = offer.escalation
    return {
        "region": region,
        "station": escalation.station.name_as_spoken,
        "area": escalation.area,
        "kind": escalation.in_neutral_words,
        "advice_first": escalation.advice_first,
        "by_telephone": escalation.by_telephone,
        "link": offer.link,
        "drill": escalation.is_drill,
        "together": region.order == Order.ALL_AT_ONCE,
    }


def _of_alarm(alarm: Alarm, region: Region) -> dict[str, Any]:
    """Neither the area nor the kind of case: city staff may be among the alarmed."""
    escalation = alarm.escalation
    return {
        "region": region,
        "station": escalation.station.name_as_spoken,
        "why": alarm.why,
        "call_back": national(escalation.call_back_number),
        "minutes": _minutes(region.coordinator_picks_within),
        "link": alarm.link,
    }


def _of_notice(notice: Notice, *, spoken: bool = False) -> dict[str, Any]:
    """A doctor's name goes to the nurse after his yes, and to nobody else."""
    escalation = notice.escalation
    accepted = escalation.offers.filter(state="accepted").select_related("doctor__clinic").first()
    facts: dict[str, Any] = {
        "call_back": national(escalation.call_back_number),
        "drill": escalation.is_drill,
        "advice_first": escalation.advice_first,
        "status": escalation.status,
    }
    if notice.news == "in_charge":
        person = escalation.in_charge_person
        facts["person"] = person.name if person is not None else ""
    if notice.news == News.HANDED_BACK:
        facts["gone"] = _called(_who_handed_it_back(escalation), spoken=spoken)
    if notice.offer_id is None:
        outside = outside_service(escalation.station.region)
        facts |= {
            "offer": accepted,
            "doctor": _called(accepted.doctor if accepted else None, spoken=spoken),
            "outside": outside.national if outside else "",
        }
    elif notice.news in ("yours", "released"):
        facts["link"] = notice.offer.link if notice.offer else ""
    return facts


def _called(doctor: Doctor | None, *, spoken: bool) -> str:
    if doctor is None:
        return ""
    return doctor.name_as_spoken if spoken else doctor.name


def _who_handed_it_back(escalation: Escalation) -> Doctor | None:
    """The last of them."""
    entries = escalation.timeline.filter(happening=Happening.HANDED_BACK)
    last = entries.select_related("offer__doctor").order_by("number").last()
    return last.offer.doctor if last is not None and last.offer is not None else None


def _minutes(seconds: int) -> int:
    return max(1, round(seconds / 60))
