import pytest

from calls.telephony.base import Carrier, CarrierError, Progress
from calls.telephony.guard import Guarded
from calls.telephony.memory import MemoryCarrier
from tests.telephony.make import make_call, make_text

NUMBER, OTHER = "+819000000001", "+819000000002"


def test_both_carriers_of_the_house_are_carriers():
    assert isinstance(MemoryCarrier(), Carrier)
    assert isinstance(Guarded(MemoryCarrier(), ("+81",)), Carrier)


def test_the_outbox_keeps_what_went_out_and_finds_it_again():
    carrier = MemoryCarrier()
    first = carrier.text(make_text(NUMBER, body="一通目"))
    second = carrier.text(make_text(NUMBER, body="二通目"))
    carrier.text(make_text(OTHER))
    call = carrier.call(make_call(NUMBER))
    assert [found.sid for found in carrier.find_texts(NUMBER)] == [second.sid, first.sid]
    assert [found.sid for found in carrier.find_calls(NUMBER)] == [call.sid]
    assert carrier.look_up_text(first.sid).body == "一通目"


def test_a_call_moves_and_is_hung_up():
    carrier = MemoryCarrier()
    sid = carrier.call(make_call(NUMBER)).sid
    carrier.move(sid, Progress.RINGING)
    carrier.hang_up(sid)
    assert carrier.look_up_call(sid).progress is Progress.RINGING
    assert carrier.hung_up == [sid]


@pytest.mark.parametrize(("done", "made"), [(False, 0), (True, 1)])
def test_the_next_request_fails_whether_it_was_done_or_not(done, made):
    carrier = MemoryCarrier()
    carrier.fail_next(CarrierError("time-out", ambiguous=True), done=done)
    with pytest.raises(CarrierError, match="time-out"):
        carrier.call(make_call(NUMBER))
    assert len(carrier.find_calls(NUMBER)) == made
    assert carrier.call(make_call(NUMBER)).sid.startswith("CA")


@pytest.mark.parametrize("prefixes", [(), ("",), ("+8155000",)])
def test_the_guard_lets_nothing_out_to_a_number_that_is_not_listed(prefixes):
    inner = MemoryCarrier()
    guarded = Guarded(inner, prefixes)
    for send in (lambda: guarded.call(make_call(NUMBER)), lambda: guarded.text(make_text(NUMBER))):
        with pytest.raises(CarrierError) as raised:
            send()
        assert raised.value.permanent
        assert raised.value.code is None
    assert inner.calls == []
    assert inner.texts == []


def test_the_guard_lets_listed_numbers_through():
    inner = MemoryCarrier()
    guarded = Guarded(inner, ("+8155000", "+81900000"))
    sid = guarded.call(make_call(NUMBER)).sid
    guarded.text(make_text(NUMBER))
    guarded.hang_up(sid)
    assert guarded.look_up_call(sid) == inner.look_up_call(sid)
    assert guarded.find_texts(NUMBER) == inner.find_texts(NUMBER)
    assert inner.hung_up == [sid]
