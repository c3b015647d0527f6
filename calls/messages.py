"""From an attempt to the words that go out. The words themselves are in templates.

Never a patient's name, an address or a disease; the kind of case in neutral words only.
Doctors are spoken to in the installation's language, whatever language a browser prefers.
"""

from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from calls.dispatch.claiming import Claim
from calls.dispatch.orders import News
from calls.models import Alarm, Attempt, Notice, Offer
from calls.outside import outside_service
from calls.telephony.base import Call, Language, Text, Voice
from teams.models import Contact, Order, Region
from teams.phone import national

# Japanese is sent as UCS-2: so many characters are one part, and one part arrives whole.
ONE_PART = 70
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
            say, after = offer_spoken(attempt.offer, region), _words("calls/voice/no_key.txt")
        elif attempt.notice is not None:
            say, after = notice_spoken(attempt.notice, region), _words("calls/voice/goodbye.txt")
        elif attempt.alarm is not None:
            say = alarm_spoken(attempt.alarm, region)
            after = _words("calls/voice/alarm_no_key.txt")
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
    return tuple(_words("calls/voice/offer.txt", **_of_offer(offer, region)).split("\n"))


def notice_spoken(notice: Notice, region: Region) -> tuple[str, ...]:
    service = _words("calls/voice/hello.txt", region=region)
    drill = (_words("calls/voice/drill.txt"),) if notice.escalation.is_drill else ()
    told = _words(_notice_template(notice), **_of_notice(notice))
    keys = (_words("calls/voice/nurse_keys.txt", news=notice.news),)
    return (*drill, service, told, *(keys if asks_the_nurse(notice) else ()))


def alarm_spoken(alarm: Alarm, region: Region) -> tuple[str, ...]:
    """What somebody in charge hears while the key is waited for, a sentence each."""
    return tuple(_words("calls/voice/alarm.txt", **_of_alarm(alarm, region)).split("\n"))


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
    text = _text("offer", **facts)
    excess = len(text) - ONE_PART
    if excess <= 0:
        return text
    left = _cut(town, len(town) - excess)
    facts["place"] = f"{left} " if left else ""
    return _text("offer", **facts)


def _cut(town: str, longest: int) -> str:
    """With a mark where something is missing; of one character nothing is left."""
    if len(town) <= longest:
        return town
    return f"{town[: longest - 1]}…" if longest > 1 else ""


def notice_text(notice: Notice, region: Region) -> str:
    """The SMS of a notice, cut at one part; a link, when there is one, stays whole."""
    facts = _of_notice(notice)
    link = f" {facts['link']}" if facts.get("link") else ""
    said = _words(_notice_template(notice), **facts)
    words = _text("notice", region=region, drill=facts["drill"], words=said)
    return words[: ONE_PART - len(link)] + link


def alarm_text(alarm: Alarm, region: Region) -> str:
    """The SMS of an alarm: what happened, the nurse's number, the link. One part, where it can be.

    In full where there is room; then in short, at last with the number's figures alone.
    """
    facts = _of_alarm(alarm, region)
    figures = {"call_back": facts["call_back"].replace("-", "")}
    ways: list[dict[str, Any]] = [{}, {"short": True}, {"short": True} | figures]
    texts = [_words("calls/sms/alarm.txt", **facts | way) for way in ways]
    return next((text for text in texts if len(text) <= ONE_PART), texts[-1])


def absences_text(region: Region, link: str) -> str:
    """The SMS by which a doctor hears of planned absences: one part, its link whole."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _words("calls/sms/absences.txt", region=region)
    return f"{words[: ONE_PART - len(link) - 1]} {link}"


def check_text(region: Region, link: str, *, reply: bool) -> str:
    """The SMS that checks a doctor's number: one part, its link whole. `reply`: whether it asks
    for one as well."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _words("calls/sms/check.txt", region=region, reply=reply)
    return f"{words[: ONE_PART - len(link) - 1]} {link}"


def moved_text(region: Region) -> str:
    """To a number that was replaced by another: one part. Names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        office = national(region.office_phone) if region.office_phone else ""
        return _words("calls/sms/moved.txt", region=region, office=office)[:ONE_PART]


def check_spoken(region: Region) -> tuple[str, ...]:
    """What is said on a call that checks a number, a sentence each."""
    with translation.override(settings.LANGUAGE_CODE):
        hello = _words("calls/voice/hello.txt", region=region)
        return (hello, *_words("calls/voice/check.txt").split("\n"))


def takes_link(offer: Offer) -> bool:
    """Whether his page's link can be sent to him: by SMS, to a number that is his alone."""
    contacts = offer.doctor.contacts.filter(can_text=True, text_unusable="", is_shared=False)
    return contacts.exists()


def answer_spoken(name: str, **facts: Any) -> str:
    """A sentence for the end of a call: `templates/calls/voice/<name>.txt`.

    `drill`: whether it is for practice.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _words(f"calls/voice/{name}.txt", **facts)


def answer_text(name: str, region: Region, **facts: Any) -> str:
    """The answer to an SMS: `templates/calls/sms/<name>.txt`, at one part.

    `drill`: whether it is for practice.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _text(name, region=region, **facts)[:ONE_PART]


def _text(name: str, **facts: Any) -> str:
    """An SMS; that it is a drill stands in front of everything else."""
    words = _words(f"calls/sms/{name}.txt", **facts)
    return _words("calls/sms/drill.txt") + words if facts.get("drill") else words


def link_text(offer: Offer, region: Region) -> str:
    """The answer to an SMS that only a link can answer: one part, its link whole.

    Among several the doctor knows them by their town, as in the SMS that asked him; what is
    cut first is the town's name.
    """
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"region": region, "link": offer.link, "drill": offer.escalation.is_drill}
        bare = _text("by_link", place="", **facts)
        town = _cut(offer.escalation.area, ONE_PART - len(bare) - 1)
        place = f"{town} " if town else ""
        return _text("by_link", place=place, **facts)


def _notice_template(notice: Notice) -> str:
    whom = "doctor" if notice.offer_id else "in_charge" if notice.person_id else "nurse"
    return f"calls/notices/{whom}_{notice.news}.txt"


def _of_offer(offer: Offer, region: Region) -> dict[str, Any]:
    escalation = offer.escalation
    return {
        "region": region,
        "station": escalation.station.name,
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
        "station": escalation.station.name,
        "why": alarm.why,
        "call_back": national(escalation.call_back_number),
        "minutes": _minutes(region.coordinator_picks_within),
        "link": alarm.link,
    }


def _of_notice(notice: Notice) -> dict[str, Any]:
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
    if notice.offer_id is None:
        outside = outside_service(escalation.station.region)
        facts |= {
            "offer": accepted,
            "doctor": accepted.doctor.name if accepted else "",
            "outside": outside.national if outside else "",
        }
    elif notice.news in ("yours", "released"):
        facts["link"] = notice.offer.link if notice.offer else ""
    return facts


def _minutes(seconds: int) -> int:
    return max(1, round(seconds / 60))


def _words(template: str, **facts: Any) -> str:
    """Render as plain text, with lines trimmed and empty ones dropped."""
    plain = Context(facts, autoescape=False)
    rendered = str(Engine.get_default().get_template(template).render(plain))
    lines = (line.strip() for line in rendered.splitlines())
    return "\n".join(line for line in lines if line)
