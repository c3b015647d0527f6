"""What holds for every test: no line in the log that was not expected, no telephone but the
outbox, and the invariants of the dispatch after whatever touched the database.
"""

import logging
import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from calls.dispatch import circuit
from calls.telephony import carrier
from calls.telephony.memory import MemoryCarrier
from tests import invariants
from tests.dispatch.night import Night

settings.register_profile("usual", max_examples=200, deadline=None)
# pytest tests/dispatch/test_core_properties.py --hypothesis-profile thorough
settings.register_profile(
    "thorough",
    max_examples=12_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("usual")


def pytest_addoption(parser):
    parser.addoption(
        "--races",
        type=int,
        default=0,
        help="so many rounds of two-connection races in all (tests/dispatch/test_races*.py)",
    )


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "logs(pattern): a line of WARNING or worse that matches is expected, and has to come",
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are cleaned up by TRUNCATE, which the timeline refuses elsewhere."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(
                f"ALTER DATABASE {name} SET backup_dispatch.timeline_may_be_emptied = 'on'"
            )
        connection.close()
        connection.close_pool()


@pytest.fixture(autouse=True)
def outbox(settings):
    """The carrier of this test: it keeps what went out and sends nothing."""
    settings.CARRIER = f"{MemoryCarrier.__module__}.{MemoryCarrier.__qualname__}"
    carrier.cache_clear()
    yield carrier().inner
    carrier.cache_clear()


@pytest.fixture(autouse=True)
def carrier_that_works():
    """What a test found out about the carrier is nothing to the next one."""
    circuit.forget()


@pytest.fixture(autouse=True)
def quiet_log(request):
    """A WARNING or an ERROR that no `logs` marker expects fails the test."""
    expected = [marker.args[0] for marker in request.node.iter_markers("logs")]
    lines = []
    listener = Listener(lines)
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    unexpected = [line for line in lines if not any(re.search(one, line) for one in expected)]
    assert not unexpected, "unexpected in the log:\n" + "\n".join(unexpected)
    missing = [one for one in expected if not any(re.search(one, line) for line in lines)]
    assert not missing, f"never came in the log: {missing}"


class Listener(logging.Handler):
    def __init__(self, lines):
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self._lines = lines

    def emit(self, record):
        self._lines.append(self.format(record))


@pytest.fixture(autouse=True)
def invariants_hold(request):
    """I1 to I7, after every test that used the database."""
    uses_database = (
        "_django_db_helper" in request.fixturenames
        or request.node.get_closest_marker("django_db") is not None
    )
    if uses_database:
        # Set up before this fixture, so that its tables are still there when the test is over.
        request.getfixturevalue("_django_db_helper")
    yield
    if uses_database:
        invariants.check()


@pytest.fixture
def make(outbox, db):
    """`make(doctors=3, **region)`: a night before the press."""
    nights = []

    def made(**wanted):
        nights.append(Night(outbox, **wanted))
        return nights[-1]

    yield made
    for night in nights:
        night.turn_the_clock_back()


@pytest.fixture
def night(make):
    """Three doctors, and the nurse has pressed: the first is being asked."""
    night = make()
    night.press()
    return night
