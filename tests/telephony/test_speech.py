from xml.etree import ElementTree

import pytest

from calls.telephony import speech
from calls.telephony.base import Voice

OFFER = ("往診の依頼です。", "受けるときは1を、断るときは2を押してください。")
KEY_URL = "https://example.jp/twilio/voice/abc/key"


def heard(twiml):
    """What is said, with the verb it stands in."""
    root = ElementTree.fromstring(twiml)
    return [(parent.tag, say.text) for parent in root.iter() for say in parent if say.tag == "Say"]


def listen(words=OFFER, language="ja-JP", voice=None):
    return speech.listen(
        words,
        after="次の医師に連絡します。",
        key_url=KEY_URL,
        voice=voice or Voice("Polly.Mizuki", language),
    )


def test_a_key_is_listened_for_from_the_first_word_on():
    gather = ElementTree.fromstring(listen())[0]
    assert gather.tag == "Gather"
    assert gather.attrib == {
        "action": KEY_URL,
        "actionOnEmptyResult": "false",
        "finishOnKey": "",
        "input": "dtmf",
        "method": "POST",
        "numDigits": "1",
        "timeout": "5",
    }
    assert gather[0].tag == "Say"
    assert gather[0].attrib == {"voice": "Polly.Mizuki", "language": "ja-JP"}


def test_the_words_are_said_twice_and_then_what_happens_without_a_key():
    assert heard(listen()) == [
        ("Response", "次の医師に連絡します。"),
        *[("Gather", sentence) for sentence in OFFER * 2],
    ]
    assert [verb.tag for verb in ElementTree.fromstring(listen())] == ["Gather", "Say", "Hangup"]


def test_where_there_is_no_time_for_all_of_it_the_keys_are_said_again():
    words = ("あ" * 120, "い" * 20)
    sentences = [what for who, what in heard(listen(words)) if who == "Gather"]
    assert sentences == [*words, words[-1]]
    assert [verb.tag for verb in ElementTree.fromstring(listen(words))[0]] == [
        "Say",
        "Say",
        "Pause",
        "Say",
    ]


def test_long_words_are_said_once_so_that_the_call_ends_after_45_seconds():
    words = ("あ" * 150,)
    assert [who for who, _ in heard(listen(words))].count("Gather") == 1


def test_english_is_spoken_faster():
    assert [who for who, _ in heard(listen(("a" * 150,), "en-US"))].count("Gather") == 2


def test_a_slower_voice_is_said_so_and_has_less_room():
    slow = listen(voice=Voice("Polly.Takumi-Neural", "ja-JP", rate=80))
    said = [one for one in ElementTree.fromstring(slow).iter() if one.tag == "prosody"]
    assert {one.get("rate") for one in said} == {"80%"}
    assert [one.text for one in said][:2] == list(OFFER)
    words = ("あ" * 110,)
    assert listen(words).count("あ" * 110) == 2
    assert listen(words, voice=Voice("Polly.Mizuki", "ja-JP", rate=70)).count("あ" * 110) == 1


def test_words_that_fit_into_no_call_are_refused():
    with pytest.raises(speech.TooLong):
        listen(("あ" * 4000,))


def test_a_notice_is_said_twice_without_listening():
    root = ElementTree.fromstring(
        speech.tell(("医師が決まりました。",), voice=Voice("Polly.Mizuki", "ja-JP"))
    )
    assert [verb.tag for verb in root] == ["Say", "Pause", "Say", "Hangup"]


def test_words_with_marks_of_xml_stay_words():
    twiml = speech.talk(['<Dial>A & B</Dial>"'], voice=Voice("Polly.Mizuki", "ja-JP"))
    root = ElementTree.fromstring(twiml)
    assert [verb.tag for verb in root] == ["Say", "Hangup"]
    assert root[0].text == '<Dial>A & B</Dial>"'


def test_an_sms_is_answered_with_several_with_one_or_with_nothing():
    answers = ElementTree.fromstring(speech.text_back(["ありがとう & 了解", "二通目"]))
    assert [message.text for message in answers] == ["ありがとう & 了解", "二通目"]
    assert len(ElementTree.fromstring(speech.text_back([]))) == 0
