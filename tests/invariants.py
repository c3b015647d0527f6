"""The invariants I1 to I7, checked on the real tables as `manage.py audit --all` does."""

from calls.audit import EVERYTHING, Finding, look


def check() -> None:
    """Fail with a sentence when the dispatch left something that must never be."""
    found = [str(one) for one in look(EVERYTHING) if isinstance(one, Finding)]
    assert not found, "\n".join(found)
