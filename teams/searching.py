"""What somebody types into a search box, in the spellings in which we may have stored it."""

import re
import unicodedata

HYPHENS = re.compile(r"[-‐‑‒–—−ー()\s]")
HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def spellings(typed: str) -> list[str]:
    """`[as typed]`, or with a second spelling: kana as katakana, a number as E.164 holds it.

    `見本 0900000` → `["見本 0900000", "見本 900000"]`, so that a part of a number is found
    whether or not its zero and its hyphens were typed.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    stored = " ".join(_stored(word) for word in plain.split())
    return [plain] if stored == plain else [plain, stored]


def _stored(word: str) -> str:
    digits = HYPHENS.sub("", word)
    if digits.isdigit():
        return digits.removeprefix("0") or digits
    return word.translate(HIRAGANA_TO_KATAKANA)
