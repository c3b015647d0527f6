"""What a carrier's code says of one call or SMS, in the office's words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from teams.unusable import WORDS as OF_A_NUMBER

WORDS: dict[str, Any] = OF_A_NUMBER | {
    "10001": _("our account is not active"),
    "13227": _("our account may not call this country"),
    "20003": _("our account was not accepted"),
    "20005": _("our account is not active"),
    "20404": _("our account, or this call, is not known there"),
    "21210": _("our number is not verified"),
    "21212": _("our number is not valid"),
    "21215": _("our account may not call this country"),
    "21219": _("a trial account, and the number is not verified"),
    "21408": _("our account may not text this country"),
    "21606": _("our number cannot send SMS"),
    "21608": _("a trial account, and the number is not verified"),
    "21657": _("our number is not ours"),
    "21659": _("our number is not the carrier's"),
    "21660": _("our number belongs to another account"),
    "30002": _("our account was suspended"),
    "90010": _("our account is not active"),
    "20429": _("too many requests at once"),
    "21611": _("too many SMS waited to go out"),
    "30001": _("too many SMS waited to go out"),
    "30003": _("switched off, or out of reach"),
    "30008": _("not delivered; the network does not say why"),
    "30036": _("its time was over before it went out"),
}


def in_words(code: int | None) -> str:
    """`""` without a code; one that nobody knows as it stands."""
    return "" if code is None else str(WORDS.get(str(code), code))
