from functools import partial

import pytest

from tests.dispatch.night import Night


@pytest.fixture
def make(outbox):
    """`make(doctors=3, **region)`: a night before the press."""
    return partial(Night, outbox)


@pytest.fixture
def night(make, db):
    """Three doctors, and the nurse has pressed: the first is being asked."""
    night = make()
    night.press()
    return night
