"""Reading a doctor's SMS. Pure: the standard library only.

Anything that is not in the tables is unknown, and unknown is never a yes.
"""

import re
import unicodedata
from dataclasses import dataclass

GOES = (
    "行けます",
    "いけます",
    "行きます",
    "いきます",
    "伺います",
    "うかがいます",
    "向かいます",
    "受けます",
    "引き受けます",
    "了解",
    "了解です",
    "了解しました",
    "承知しました",
)
DOES_NOT_GO = (
    "不可",
    "不可です",
    "無理",
    "むり",
    "無理です",
    "むりです",
    "難しい",
    "難しいです",
    "行けません",
    "いけません",
    "伺えません",
    "できません",
    "対応できません",
    "行けなくなりました",
    "いけなくなりました",
)
SORRY = (
    "いいえ",
    "すみません",
    "すいません",
    "申し訳ありません",
    "申し訳ございません",
    "ごめんなさい",
)
BETWEEN = ("", "、", ",", " ")
# With what people put in front of a word and behind it, and with nothing else.
YES = frozenset(
    {"1", "はい", "ok"}
    | {f"{before}{word}{after}" for before in ("", *(f"はい{c}" for c in BETWEEN))
       for word in GOES for after in ("", "よ")}
)  # fmt: skip
NO = frozenset(
    {"2", "いいえ", "no"}
    | {f"{before}{word}" for before in ("", *(f"{sorry}{c}" for sorry in SORRY for c in BETWEEN))
       for word in DOES_NOT_GO}
)  # fmt: skip
# The carrier's own words: it stops and starts a number by itself, and answers for it.
STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
START = frozenset({"start", "yes", "unstop"})
# `1 30`, `1 30分`, `1 5分`: yes, there in so many minutes. A single bare digit could be a
# second key (`1 2`), so it needs the word for minutes.
YES_IN = re.compile(r"1 ([0-9]{2,3}|[0-9]{1,3} ?分)")
LONGEST_DRIVE = 180  # minutes

# What a doctor writes who has it: `20`, `20分`, `20分で行きます`, `あと20分くらいです`.
THERE_IN = re.compile(
    r"(?:1 |あと ?|後 ?)?(?:([0-9]{2,3})|([0-9]{1,3}) ?分"
    r"(?:後|くらい|ぐらい|ほど|程度|頃|ごろ)*(?:に|で)?"
    r"(?:行きます|いきます|着きます|つきます|到着します|到着|到着予定|伺います|向かいます|です)?)"
)
HAND_BACK = "9"

PUNCTUATION = str.maketrans("", "", "。．.！!")
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# Format characters and marks: joiners, variation selectors, the frame of a keycap emoji.
IGNORED = {"Cf", "Mn", "Me"}


@dataclass(frozen=True)
class Yes:
    minutes: int | None = None
    """Until arrival, 1 to 180, where he said so."""


@dataclass(frozen=True)
class No:
    pass


@dataclass(frozen=True)
class Unknown:
    pass


@dataclass(frozen=True)
class Stop:
    """The carrier delivers no SMS to him any more, and takes none that answers this one."""


@dataclass(frozen=True)
class Start:
    """It does again."""


@dataclass(frozen=True)
class Release:
    """He has it, and cannot go after all. `sure`: the key for it, and no other word."""

    sure: bool


@dataclass(frozen=True)
class ThereIn:
    """He has it, and is there in so many minutes, 1 to 180."""

    minutes: int


Reply = Yes | No | Stop | Start | Unknown


def read(body: str) -> Reply:
    """What a reply says."""
    text = normalise(body)
    if text in YES:
        return Yes()
    if text in NO:
        return No()
    if body.strip().casefold() in STOP:
        return Stop()
    if body.strip().casefold() in START:
        return Start()
    if match := YES_IN.fullmatch(text):
        minutes = int(match[1].rstrip("分 "))
        return Yes(minutes) if 1 <= minutes <= LONGEST_DRIVE else Unknown()
    return Unknown()


def read_after_yes(body: str) -> Release | ThereIn | Reply:
    """What a reply says of a doctor who has accepted."""
    text = normalise(body)
    if text == HAND_BACK:
        return Release(sure=True)
    if match := THERE_IN.fullmatch(text):
        minutes = int(match[1] or match[2])
        return ThereIn(minutes) if 1 <= minutes <= LONGEST_DRIVE else Unknown()
    word = read(body)
    if isinstance(word, No) and text != "2":
        return Release(sure=False)
    return word


def normalise(body: str) -> str:
    """One spelling for `１`, `①`, `1️⃣` and ` 1 `; for `ﾊｲ。`, `ハイ！` and `はい`."""
    text = unicodedata.normalize("NFKC", body).translate(HIRAGANA)
    text = "".join(c for c in text if unicodedata.category(c) not in IGNORED)
    return " ".join(text.translate(PUNCTUATION).split()).casefold()
