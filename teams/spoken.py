"""Names for a voice that reads them aloud."""

from django.utils.translation import get_language


def as_spoken(name: str, kana: str) -> str:
    """In Japanese the kana, where they are known: a voice can only guess how a name is read."""
    return kana if kana and (get_language() or "").startswith("ja") else name
