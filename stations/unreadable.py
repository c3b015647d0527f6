"""What stands in the place of a text that none of our keys opens. No database."""

from typing import Any

from django.utils.translation import gettext as _


class Unreadable(str):
    """Says so in words, and remembers what is stored: written back, it is stored as it was.

    A night goes on without the text: whoever needs it asks by telephone.
    """

    stored: str
    is_unreadable = True  # for templates: any other text has no such word

    def __new__(cls, stored: str) -> "Unreadable":
        text = super().__new__(cls, _("(cannot be read at the moment)"))
        text.stored = stored
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stored,)


def readable(value: Any) -> Any:
    """The value, or `""` in the place of what cannot be read."""
    return "" if isinstance(value, Unreadable) else value
