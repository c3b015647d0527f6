"""One doctor's turn: which number by which channel comes next, and when it is over."""

import pytest

from calls.dispatch import turn
from calls.dispatch.orders import Plan
from calls.dispatch.state import Line
from calls.dispatch.vocabulary import Channel, OfferState
from tests.dispatch.plain import (
    LANDLINE,
    LATER,
    MOBILE,
    NOW,
    READS,
    READS_TOO,
    SECOND,
    asking,
    call,
    offer,
    text,
)

CALL, SMS = Plan(1, Channel.VOICE), Plan(1, Channel.TEXT)
TAKEN = Line(contact=9, voice=True, text=True, taken=True)


@pytest.mark.parametrize(
    ("lines", "plans"),
    [
        pytest.param((MOBILE,), (CALL, SMS), id="a mobile is called and texted together"),
        pytest.param((LANDLINE,), (Plan(3, Channel.VOICE),), id="a landline is only called"),
        pytest.param((READS,), (Plan(4, Channel.TEXT),), id="who only reads is only texted"),
        pytest.param(
            (LANDLINE, MOBILE),
            (Plan(3, Channel.VOICE), SMS),
            id="the first number is called, the first that reads is texted",
        ),
        pytest.param((TAKEN, MOBILE), (CALL, SMS), id="a number in use elsewhere is left alone"),
    ],
)
def test_a_turn_begins(lines, plans):
    assert turn.first(offer(1, lines=lines)) == plans


@pytest.mark.parametrize(
    ("lines", "tries", "plans"),
    [
        pytest.param((MOBILE,), (call(1),), (), id="ringing: nothing more"),
        pytest.param((MOBILE,), (call(1, "no_answer"),), (CALL,), id="rang out: once more"),
        pytest.param(
            (MOBILE,),
            (call(1, "no_answer"), call(2, "no_answer")),
            (),
            id="rang out twice: no third time",
        ),
        pytest.param((LANDLINE,), (call(1, "no_answer", 3),), (), id="a landline rings once"),
        pytest.param((MOBILE,), (call(1, "busy"),), (), id="busy: not again"),
        pytest.param((MOBILE,), (call(1, "completed"),), (), id="picked up, no key: not again"),
        pytest.param(
            (MOBILE, LANDLINE),
            (call(1, "busy"),),
            (Plan(3, Channel.VOICE),),
            id="busy: the next number at once",
        ),
        pytest.param(
            (MOBILE, LANDLINE),
            (call(1, "no_answer"), call(2, "no_answer")),
            (Plan(3, Channel.VOICE),),
            id="rang out twice: the next number",
        ),
        pytest.param(
            (MOBILE, SECOND),
            (call(1, "busy"), call(2, "no_answer", 2)),
            (Plan(2, Channel.VOICE),),
            id="the second mobile, too, rings once more",
        ),
        pytest.param(
            (MOBILE, SECOND),
            (call(1), text(2, "failed")),
            (Plan(2, Channel.TEXT),),
            id="the SMS failed: the next number gets it, while the first still rings",
        ),
        pytest.param(
            (MOBILE, SECOND), (call(1), text(2, "sent")), (), id="an SMS on its way: no second"
        ),
        pytest.param(
            (MOBILE, TAKEN), (call(1, "busy"),), (), id="the next number is in use elsewhere"
        ),
        pytest.param(
            (SECOND,),
            (call(1, "no_answer"),),
            (Plan(2, Channel.VOICE),),
            id="a number that is gone",
        ),
    ],
)
def test_a_turn_goes_on(lines, tries, plans):
    assert turn.more(asking(1, *tries, lines=lines), NOW, ring_again=True) == plans


def test_nothing_more_is_tried_once_the_time_is_up():
    rang_out = asking(1, call(1, "no_answer"))
    assert turn.more(rang_out, LATER, ring_again=True) == ()


def test_a_mobile_rings_once_where_the_region_wants_it_so():
    assert turn.more(asking(1, call(1, "no_answer")), NOW, ring_again=False) == ()


@pytest.mark.parametrize(
    ("tries", "end"),
    [
        pytest.param((call(1), text(2)), None, id="ringing"),
        pytest.param((call(1, "planned"),), None, id="not yet placed"),
        pytest.param((text(1, "queued"),), None, id="only an SMS, on its way"),
        pytest.param((text(1),), None, id="only an SMS, delivered: until his time is up"),
        pytest.param(
            (call(1, "busy"), text(2)), OfferState.SILENT, id="every call over, but the SMS arrived"
        ),
        pytest.param((call(1, "completed"),), OfferState.SILENT, id="picked up without a key"),
        pytest.param((call(1, "busy"),), OfferState.UNREACHABLE, id="busy, and nothing else"),
        pytest.param((call(1, "no_answer"),), OfferState.UNREACHABLE, id="not picked up"),
        pytest.param(
            (call(1, "failed"), text(2, "undelivered")), OfferState.UNREACHABLE, id="both failed"
        ),
        pytest.param((text(1, "undelivered"),), OfferState.UNREACHABLE, id="only an SMS, failed"),
    ],
)
def test_a_turn_ends_when_nothing_can_be_answered_any_more(tries, end):
    assert turn.end(asking(1, *tries, lines=(MOBILE, READS_TOO)), NOW) is end


@pytest.mark.parametrize(
    ("tries", "end"),
    [
        ((call(1, "answered"),), OfferState.SILENT),
        ((text(1),), OfferState.SILENT),
        ((call(1),), OfferState.UNREACHABLE),
        ((call(1, "planned"),), OfferState.UNREACHABLE),
    ],
)
def test_a_turn_ends_when_his_time_is_up_whatever_is_under_way(tries, end):
    assert turn.end(asking(1, *tries), LATER) is end
