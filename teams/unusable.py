"""What a carrier's code says of a number, in a clerk's words, and what to do about it.

The codes are those of Twilio's error dictionary, https://www.twilio.com/docs/api/errors, that
mean: never again on this number.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "21211": _("no valid number: correct it"),
    "21214": _("cannot be reached: check it with the doctor"),
    "21610": _("the doctor sent STOP: he can send START to our number"),
    "21612": _("our number has no way to it: ask your carrier"),
    "21614": _("no mobile: it takes no SMS"),
    "21635": _("a landline: it takes no SMS"),
    "30004": _("the doctor's telephone refuses our SMS: he can allow our number"),
    "30005": _("no longer in service: check it with the doctor"),
    "30006": _("a landline, or a network without SMS"),
    "30007": _("the network takes our SMS for advertising: ask your carrier"),
}


def in_words(code: str) -> str:
    """`""` where nothing is wrong; a code that nobody knows as it stands."""
    return str(WORDS.get(code, code))
