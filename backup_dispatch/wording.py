"""The catalogues without Django: for what is said before, or beside, a running installation."""

import gettext
from collections.abc import Callable

from backup_dispatch.stack import CHECKOUT


def marked(msgid: str) -> str:
    """The msgid itself; whoever prints it translates it. Import it as `_` to have it collected."""
    return msgid


def translator(language: str) -> Callable[[str], str]:
    """From an English msgid to the words in `language`."""
    catalogue = gettext.translation(
        "django", CHECKOUT / "locale", languages=[language], fallback=True
    )
    return catalogue.gettext
