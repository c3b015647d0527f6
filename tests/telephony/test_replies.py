import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.telephony.replies import NO, YES, No, Start, Stop, Unknown, Yes, normalise, read

SPELLINGS_OF_YES = [
    "1",
    "１",
    "①",
    "1️⃣",
    " 1 ",
    "　１　",
    "1。",
    "1.",
    "１！",
    "1\n",
    "\u200b1",
    "はい",
    "ハイ",
    "ﾊｲ",
    "ﾊｲ。",
    "はい！",
    "は い".replace(" ", "\u2060"),
    "ok",
    "OK",
    "ＯＫ",
    "Ok!",
    "行けます",
    "いけます。",
    "イケマス",
    "行きます",
    "伺います",
    "向かいます",
    "受けます",
    "了解",
    "了解です",
    "承知しました。",
    "はい、行けます",
    "はい、行けますよ",
    "はい 伺います。",
    "はい，向かいます",
    "引き受けます",
]
SPELLINGS_OF_NO = [
    "2",
    "２",
    "②",
    "2️⃣",
    "いいえ",
    "ｲｲｴ",
    "不可",
    "無理",
    "むり",
    "ムリ",
    "無理です。",
    "行けません",
    "いけません",
    "できません",
    "no",
    "NO",
    "Ｎｏ．",
    "すみません、行けません",
    "申し訳ありません、無理です。",
    "いいえ、行けません",
    "行けなくなりました",
]
SPELLINGS_OF_YES_IN = [
    ("1 30", 30),
    ("1 30分", 30),
    ("１　３０分", 30),
    ("1\n20", 20),
    ("1 5分", 5),
    ("1 2分", 2),
    ("1 90 分", 90),
    ("1 180", 180),
    ("① 45分。", 45),
]
NEVER_A_YES = [
    "",
    " ",
    "11",
    "10",
    "1 2",
    "1 1",
    "1 9",
    "12",
    "①②",
    "-1",
    "−1",
    "+1",
    "1?",
    "1？",
    "1いいえ",
    "1 いいえ",
    "1 はい",
    "l",
    "I",
    "Ⅰ",
    "|",
    "一",
    "9",
    "3",
    "0",
    "01",
    "1.5",
    "1 0分",
    "1 000",
    "1 181",
    "1 200分",
    "1 30人",
    "130分",
    "2 30",
    "👍",
    "🆗",
    "🙆",
    "はいはい",
    "はい、行けません",
    "行けますか",
    "行けますよね",
    "はい、行けますか",
    "いいえ、行けます",
    "すみません、行けます",
    "行けるかもしれません",
    "あとで行けます",
    "ちょっと待って",
    "了解できません",
    "ok?",
    "のk",
    "http://localhost/1",
]


@pytest.mark.parametrize("body", SPELLINGS_OF_YES)
def test_a_yes_in_every_spelling(body):
    assert read(body) == Yes()


@pytest.mark.parametrize("body", SPELLINGS_OF_NO)
def test_a_no_in_every_spelling(body):
    assert read(body) == No()


@pytest.mark.parametrize(("body", "minutes"), SPELLINGS_OF_YES_IN)
def test_a_yes_with_minutes(body, minutes):
    assert read(body) == Yes(minutes)


@pytest.mark.parametrize("body", NEVER_A_YES)
def test_what_is_never_a_yes(body):
    assert read(body) == Unknown()


@pytest.mark.parametrize("word", ["yes", "YES", "start", " Unstop "])
def test_the_carriers_own_word_for_going_on_is_no_yes(word):
    assert read(word) == Start()


@pytest.mark.parametrize("word", ["STOP", "stopall", " Unsubscribe", "CANCEL", "end", "QUIT"])
def test_the_carriers_own_word_for_an_end_is_no_no(word):
    assert read(word) == Stop()


def test_the_tables_are_written_as_a_reply_is_after_normalising():
    assert all(normalise(word) == word for word in YES | NO)
    assert not YES & NO


@given(st.text())
def test_arbitrary_text_is_a_yes_only_when_it_normalises_to_a_word_of_the_table(body):
    reply = read(body)
    if isinstance(reply, Yes):
        text = normalise(body)
        assert text in YES if reply.minutes is None else text.startswith("1 ")


@given(st.text(alphabet="1２ 0９分\u3000①.。-\ufe0f\u20e3いはえ", max_size=8))
def test_text_that_looks_like_a_reply_gives_no_minutes_out_of_bounds(body):
    reply = read(body)
    if isinstance(reply, Yes) and reply.minutes is not None:
        assert 1 <= reply.minutes <= 180


@given(st.sampled_from(sorted(YES | NO)), st.text(min_size=1, max_size=3))
def test_whatever_is_added_to_a_word_makes_it_another_text_or_nothing_at_all(word, added):
    visible = normalise(added)
    if visible and not visible[0].isdecimal():
        assert read(word + added) == Unknown() or normalise(word + added) in YES | NO


@given(st.integers(-10, 400))
def test_minutes_count_between_one_and_three_hours(minutes):
    expected = Yes(minutes) if 1 <= minutes <= 180 else Unknown()
    assert read(f"1 {minutes}分") == expected


@given(st.sampled_from(sorted(YES | NO)), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_in_which_a_handset_composes_characters_does_not_matter(word, form):
    assert read(unicodedata.normalize(form, word)) == read(word)
