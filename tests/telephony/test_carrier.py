import pytest

from calls.checks import carrier_can_send
from calls.telephony import carrier
from calls.telephony.guard import Guarded
from calls.telephony.memory import MemoryCarrier
from calls.telephony.twilio import TwilioCarrier

MEMORY, TWILIO = "calls.telephony.memory.MemoryCarrier", "calls.telephony.twilio.TwilioCarrier"


class CannotHangUp:
    @classmethod
    def from_settings(cls):
        return cls()

    def call(self, call): ...

    def text(self, text): ...


@pytest.fixture(autouse=True)
def chosen_anew():
    carrier.cache_clear()
    yield
    carrier.cache_clear()


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_outside_production_the_guard_stands_before_the_carrier(mode, settings):
    settings.CARRIER, settings.MODE, settings.SEND_ONLY_TO = MEMORY, mode, ("+81900000",)
    chosen = carrier()
    assert isinstance(chosen, Guarded)
    assert isinstance(chosen.inner, MemoryCarrier)
    assert chosen.prefixes == ("+81900000",)


def test_in_production_the_carrier_is_used_as_it_is(settings):
    settings.CARRIER, settings.MODE = TWILIO, "production"
    assert isinstance(carrier(), TwilioCarrier)


def test_a_process_has_one_carrier(settings):
    settings.CARRIER = MEMORY
    assert carrier() is carrier()


@pytest.mark.parametrize("path", [MEMORY, TWILIO])
def test_the_carriers_of_the_house_pass_the_check_at_the_start(path, settings):
    settings.CARRIER = path
    assert carrier_can_send(None) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nowhere",
        "calls.telephony.nowhere.Carrier",
        "calls.telephony.memory.Nothing",
        "calls.telephony.base.Progress",
        f"{__name__}.CannotHangUp",
    ],
)
def test_a_carrier_that_cannot_send_stops_the_start(path, settings):
    settings.CARRIER = path
    [error] = carrier_can_send(None)
    assert error.id == "calls.E001"
