"""What a nurse does: by herself, and after she was told something."""

from random import Random

from calls.dispatch.orders import News
from calls.simulation.deeds import Deed

Plan = tuple[Deed, float]  # what, and after how many seconds


def plans(rng: Random) -> list[Plan]:
    """Between the press and the end of her patience."""
    return [
        (deed, rng.uniform(3, deed.value.within))
        for deed in Deed
        if rng.random() < deed.value.chance
    ]


def after_news(rng: Random, news: News) -> list[Plan]:
    match news:
        case News.NOBODY:
            return _perhaps(rng, 0.35, Deed.RESTART, 120) or _perhaps(rng, 0.3, Deed.CLOSE, 900)
        case News.ACCEPTED:
            return (
                _perhaps(rng, 0.7, Deed.SPOKE, 900)
                + _perhaps(rng, 0.1, Deed.CANCEL, 1200)
                + _perhaps(rng, 0.1, Deed.SEARCH_ON, 1200)
                + _perhaps(rng, 0.1, Deed.HAND_BACK, 1200)
            )
        case News.CONFIRM:
            return _perhaps(rng, 0.6, Deed.SPOKE, 300) or _perhaps(rng, 0.4, Deed.SEARCH_ON, 300)
        case News.STILL_OPEN:
            return _perhaps(rng, 0.5, Deed.CLOSE, 600)
    return []


def _perhaps(rng: Random, chance: float, deed: Deed, within: float) -> list[Plan]:
    return [(deed, rng.uniform(5, within))] if rng.random() < chance else []
