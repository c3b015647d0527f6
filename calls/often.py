"""How often something was done lately."""

from datetime import timedelta

from django.core.cache import cache

from calls.dispatch import clock


def may_again(key: str, *, most: int, within: timedelta) -> bool:
    """Whether it was done fewer than `most` times in so long, and if so, that it is done now."""
    now = clock.now()
    lately = [at for at in cache.get(key, ()) if now - at < within]
    if len(lately) >= most:
        return False
    cache.set(key, (*lately, now), within.total_seconds())
    return True
