"""The words that go out: one part, neutral, and nothing of the patient in them."""

import re
from itertools import product

import pytest
from django.conf import settings as django_settings
from django.utils import timezone, translation

from calls import daytime_messages, messages, services
from calls.dispatch.orders import News
from calls.dispatch.vocabulary import Channel
from calls.models import Attempt, CaseKind, Notice, Via, Wanted
from calls.telephony import speech
from calls.words import ONE_PART
from tests.dispatch.night import Night
from tests.make import mobile

pytestmark = pytest.mark.django_db

SHORTEST_HOST = "https://a.jp"
LONGEST_HOST = "https://" + "a" * 9 + ".jp"
LONG_NAME, LONGEST_SMS_NAME = "お" * 60, "甲府市往診応"
LINK = re.compile(r"https://[a-z.]+/[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
SECRETS = {"address": "見本町9-9-9 見本荘101", "handover": "膵癌の末期、在宅酸素"}
NEVER = ["見本町9-9-9", "見本荘", "膵癌", "酸素", "看取り", "死亡", "death", "dying", "Death"]


@pytest.fixture
def longest(make, settings):
    """The longest names that the roster takes, and the longest host."""
    settings.LINK_BASE_URL = LONGEST_HOST
    night = make(doctors=2, sms_name=LONGEST_SMS_NAME, service_name="往" * 40)
    for doctor in night.doctors:
        doctor.name = LONG_NAME
        doctor.save()
    night.press(area="町" * 40, case_kind=CaseKind.DYING, **SECRETS)
    return night


def region_of(night):
    return night.nurse.stations.get().region


def offer_text(night, *, proven=True, **contact):
    known = night.doctors[0].contacts.get()
    known.reply_proven_at = timezone.now() if proven else None
    for name, value in contact.items():
        setattr(known, name, value)
    return messages.offer_text(night.offer(1), region_of(night), known)


def in_our_words(render):
    """As the product does it: in the installation's language."""
    with translation.override(django_settings.LANGUAGE_CODE):
        return render()


@pytest.mark.parametrize("proven", [True, False])
def test_advice_first_is_one_part_at_its_longest_too(longest, proven):
    longest.escalation.advice_first = True
    longest.escalation.save()
    text = in_our_words(lambda: offer_text(longest, proven=proven))
    assert len(text) <= ONE_PART
    assert "電話相談（折返し）" in text
    assert LINK.search(text)


def test_nobody_was_found_and_the_outside_service_fits_in_one_part(longest):
    region = region_of(longest)
    region.outside_service_name = "外" * 40
    region.outside_service_number = "+81550000099"
    notice = Notice(escalation=longest.escalation, news=News.NOBODY)
    notice.escalation.station.region = region
    text = in_our_words(lambda: messages.notice_text(notice, region))
    assert len(text) < ONE_PART
    assert text.endswith("055-000-0099 です")
    assert "外外" not in text


@pytest.mark.parametrize("proven", [True, False])
def test_an_offer_is_one_part_at_its_longest_and_its_link_is_whole(longest, proven):
    text = in_our_words(lambda: offer_text(longest, proven=proven))
    assert len(text) <= 70
    assert LINK.search(text)
    assert LONGEST_SMS_NAME in text


def test_what_is_cut_first_is_the_towns_name(make, settings):
    settings.LINK_BASE_URL = LONGEST_HOST
    night = make(sms_name="甲府往診")
    night.press(area="丸の内三丁目中央自治会館東側通り沿い")
    text = in_our_words(lambda: offer_text(night))
    cut = night.escalation.area
    while cut and cut not in text:
        cut = cut[:-1]
    assert 0 < len(cut) < len(night.escalation.area)
    assert len(text) == 70


def test_a_short_towns_name_stands_there_whole(make, settings):
    settings.LINK_BASE_URL = SHORTEST_HOST
    night = make(sms_name="甲府往診")
    night.press(area="丸の内")
    assert "丸の内" in in_our_words(lambda: offer_text(night))


@pytest.mark.parametrize(
    ("news", "to_doctor"),
    [
        *((news, True) for news in (News.YOURS, News.TAKEN, News.OVER, News.CONFIRM)),
        *((news, False) for news in (News.ACCEPTED, News.NOBODY, News.CONFIRM, News.STILL_OPEN)),
    ],
)
def test_a_notice_is_one_part_at_its_longest(longest, news, to_doctor):
    services.accept(offer=longest.offer(1), via=Via.KEY, minutes=120)
    notice = Notice(
        escalation=longest.escalation, offer=longest.offer(1) if to_doctor else None, news=news
    )
    text = in_our_words(lambda: messages.notice_text(notice, region_of(longest)))
    assert len(text) <= 70
    assert text.startswith(("【", "["))
    if news is News.YOURS:
        assert LINK.search(text)


ANSWERS = ["taken", "over", "yours", "declined", "explain", "check_thanks", "check_explain"]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_one_part_at_its_longest(longest, name):
    assert len(messages.answer_text(name, region_of(longest))) < 70, "nothing was cut off"


def test_the_answer_to_a_stranger_is_one_part_and_names_nobody(longest):
    text = messages.answer_to_a_stranger()
    assert 0 < len(text) < ONE_PART
    assert region_of(longest).sms_name not in text


def test_an_answer_with_a_link_is_one_part_with_the_link_whole(longest):
    offer = longest.offer(1)
    text = messages.link_text(offer, region_of(longest))
    assert len(text) <= 70
    assert text.endswith(offer.link)
    assert offer.escalation.area[:2] in text, "he has to know which one it is"


@pytest.mark.parametrize("reply", [True, False])
def test_a_check_of_a_number_is_one_part_and_its_link_is_whole(longest, reply):
    link = f"{LONGEST_HOST}/k/{'x' * 22}"
    text = daytime_messages.check_text(region_of(longest), link, reply=reply)
    assert len(text) <= ONE_PART
    assert text.endswith(f" {link}")
    words = text.removesuffix(f" {link}")
    assert words.endswith("リンクも開く" if reply else "リンクをお開き下さい"), (
        "nothing was cut off"
    )
    assert ("1を返信" in text) is reply


@pytest.mark.parametrize("office", ["", "+81550000100"])
def test_a_replaced_number_is_told_in_one_part_and_nobody_is_named(longest, office):
    region = region_of(longest)
    region.office_phone = office
    text = daytime_messages.moved_text(region)
    assert len(text) <= ONE_PART
    assert text.endswith("へ")
    assert LONG_NAME[0] * 2 not in text


def test_a_call_that_checks_a_number_is_said_twice(make):
    region = region_of(make(doctors=1))
    say, after = daytime_messages.check_spoken(region), messages.answer_spoken("check_no_key")
    voice = messages.voice_of(region)
    twiml = speech.listen(say, after=after, key_url=LONGEST_HOST, voice=voice)
    assert twiml.count("聞こえましたら") == 2


def test_the_words_for_a_reply_stand_there_only_when_a_reply_was_proven(make, settings):
    settings.LINK_BASE_URL = SHORTEST_HOST
    night = make()
    night.press()
    asks_for_reply = in_our_words(lambda: offer_text(night))
    assert "1" in asks_for_reply.split("https://")[0]
    for words in (
        in_our_words(lambda: offer_text(night, proven=False)),
        in_our_words(lambda: offer_text(night, is_shared=True)),
    ):
        assert "1" not in words.split("https://")[0]


def test_the_words_for_a_reply_are_missing_where_the_region_takes_none(make, settings):
    settings.LINK_BASE_URL = SHORTEST_HOST
    night = make(replies_count=False)
    night.press()
    assert "1" not in in_our_words(lambda: offer_text(night)).split("https://")[0]


@pytest.mark.parametrize(("kind", "wanted"), list(product(CaseKind, Wanted)))
def test_an_offer_says_nothing_of_the_patient(outbox, kind, wanted):
    night = Night(outbox, doctors=1)
    night.press(case_kind=kind, wanted=wanted, **SECRETS)
    spoken = " ".join([*outbox.calls[0].say, outbox.calls[0].after])
    for words in (spoken, outbox.texts[0].body):
        assert not [secret for secret in NEVER if secret in words]
        assert "見本看護師" not in words
        assert night.doctors[0].name not in words


def test_a_confirmation_of_death_sounds_like_any_house_call(outbox, make):
    night = make(doctors=1)
    night.press(wanted=Wanted.CONFIRMATION)
    spoken = " ".join(outbox.calls[0].say)
    assert str(Wanted.CONFIRMATION.label) not in spoken
    assert str(Wanted.CONFIRMATION.in_neutral_words) in spoken


def test_the_nurse_reads_who_comes_and_nobody_else_does(outbox, make):
    night = make(doctors=2)
    night.press()
    services.ask_first(offer=night.offer(2), by=night.nurse)
    night.decline(1)
    night.accept(2, Via.LINK)
    name = night.doctors[1].name
    to_nurse = [text.body for text in outbox.texts if text.to == "+819000000901"]
    to_doctors = [text.body for text in outbox.texts if text.to != "+819000000901"]
    assert [name in body for body in to_nurse] == [True]
    assert not any(name in body for body in to_doctors)


def test_names_come_out_as_they_are_written(outbox, make):
    night = make(doctors=1, service_name="往診 A & B")
    night.press(area="<丸の内>")
    spoken = " ".join(outbox.calls[0].say)
    assert "往診 A & B" in spoken
    assert "<丸の内>" in spoken


def test_an_sms_is_worth_nothing_after_the_offers_time(night):
    attempt = Attempt.objects.get(channel=Channel.TEXT)
    [text] = night.outbox.texts
    assert 170 <= text.valid_for <= 180
    assert text.to == attempt.number == mobile(1)


def test_callbacks_carry_the_attempts_key_and_nothing_else_of_it(night):
    [call], [text] = night.outbox.calls, night.outbox.texts
    voice = Attempt.objects.get(channel=Channel.VOICE)
    sms = Attempt.objects.get(channel=Channel.TEXT)
    assert call.key_url == f"http://testserver/twilio/voice/{voice.key}/key"
    assert call.status_url == f"http://testserver/twilio/voice/{voice.key}/status"
    assert text.status_url == f"http://testserver/twilio/sms/{sms.key}/status"
    assert len(voice.key) == 22
