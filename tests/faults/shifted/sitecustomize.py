"""Python itself reads this when it starts with this folder on its path: a host whose clock is
wrong. `CLOCK_SHIFT` is by how many seconds; timers that only count go on as they are.
"""

import datetime
import os
import time

SHIFT = float(os.environ.get("CLOCK_SHIFT", "0"))
DELTA = datetime.timedelta(seconds=SHIFT)
_real, _time, _time_ns = datetime.datetime, time.time, time.time_ns


class _Kind(type):
    """What the database returns is made by the real class, and is of this one as well."""

    def __instancecheck__(cls, one):
        return isinstance(one, _real)

    def __subclasscheck__(cls, other):
        return issubclass(other, _real)


class ShiftedDatetime(_real, metaclass=_Kind):
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        return _real(*args, **kwargs)

    @classmethod
    def now(cls, tz=None):
        return _real.now(tz) + DELTA

    @classmethod
    def utcnow(cls):
        return _real.now(datetime.UTC).replace(tzinfo=None) + DELTA

    @classmethod
    def today(cls):
        return _real.now() + DELTA


ShiftedDatetime.__name__ = ShiftedDatetime.__qualname__ = "datetime"
ShiftedDatetime.__module__ = "datetime"
time.time = lambda: _time() + SHIFT
time.time_ns = lambda: _time_ns() + int(SHIFT * 1e9)
datetime.datetime = ShiftedDatetime
