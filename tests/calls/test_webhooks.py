"""Keys, statuses and SMS as they come in: true, forged, repeated and out of order."""

from itertools import permutations, product

import pytest
from django.db import transaction
from django.test import Client

from calls import messages, services, tasks
from calls.hearing import MOST_ANSWERS
from calls.models import Attempt, CarrierCallback, Offer, TimelineEntry
from tests.calls.twilio_client import FORGED, post, press_key, report, said, send_sms, verbs
from tests.make import make_night, mobile, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def escalation():
    nurse, _ = make_night(doctors=3)
    return press(nurse)


def offers(escalation):
    return list(escalation.offers.select_related("doctor").in_order())


def call_of(escalation, number=0):
    """The newest call to the doctor at this place of the list, made at the carrier."""
    return _made(escalation, number, "voice")


def text_of(escalation, number=0):
    return _made(escalation, number, "text")


def _made(escalation, number, channel):
    attempts = Attempt.objects.filter(offer=offers(escalation)[number], channel=channel)
    attempt = attempts.latest("pk")
    tasks.place(attempt.pk)
    attempt.refresh_from_db()
    return attempt


def states(escalation):
    escalation.refresh_from_db()
    return escalation.status, [offer.state for offer in offers(escalation)]


def everything():
    """What a request could have changed."""
    return (
        list(Offer.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(TimelineEntry.objects.order_by("pk").values_list("pk", "hash")),
        CarrierCallback.objects.count(),
    )


# --- Keys -------------------------------------------------------------------------------


def test_a_one_accepts_and_says_what_happens_next(escalation):
    response = press_key(call_of(escalation), "1")
    assert verbs(response) == ["Say", "Gather", "Gather", "Say", "Hangup"]
    assert "お引き受け" in said(response)[0]
    assert states(escalation) == ("accepted", ["accepted", "waiting", "waiting"])
    assert offers(escalation)[0].answered_via == "key"


def test_a_one_that_comes_twice_hears_the_same_and_changes_nothing_more(escalation):
    call = call_of(escalation)
    first = press_key(call, "1")
    before = everything()
    assert press_key(call, "1").content == first.content
    assert everything() == before


def test_a_one_after_somebody_else_has_it_is_told_so(escalation):
    first = call_of(escalation)
    services.skip(offer=offers(escalation)[0], by=escalation.opened_by)
    press_key(call_of(escalation, 1), "1")
    assert "ほかの医師" in said(press_key(first, "1"))[0]
    assert states(escalation)[0] == "accepted"


def test_a_one_after_the_nurse_called_it_off_is_told_so(escalation):
    call = call_of(escalation)
    services.cancel(escalation=escalation, by=escalation.opened_by)
    assert "終了" in said(press_key(call, "1"))[0]
    assert states(escalation)[0] == "cancelled"


def test_a_two_declines_and_the_next_doctor_is_asked_at_once(escalation):
    response = press_key(call_of(escalation), "2")
    assert verbs(response) == ["Say", "Hangup"]
    assert states(escalation) == ("searching", ["declined", "asking", "waiting"])


def test_a_two_after_a_one_takes_nothing_back(escalation):
    call = call_of(escalation)
    press_key(call, "1")
    assert "お引き受け" in said(press_key(call, "2"))[0]
    assert states(escalation)[0] == "accepted"


def test_a_three_says_it_again_and_listens_again(escalation):
    call = call_of(escalation)
    response = press_key(call, "3")
    assert verbs(response) == ["Gather", "Say", "Hangup"]
    assert f"/twilio/voice/{call.key}/key" in response.content.decode()
    [*_, keys] = messages.offer_spoken(offers(escalation)[0], escalation.station.region)
    assert "1、" in keys
    assert said(response).count(keys) == 2, "whoever has just woken up hears it twice"
    assert states(escalation) == ("searching", ["asking", "waiting", "waiting"])


@pytest.mark.parametrize("key", ["0", "4", "8", "#", "*", "12", ""])
def test_any_other_key_is_explained_and_is_no_answer(key, escalation):
    response = press_key(call_of(escalation), key)
    assert verbs(response) == ["Gather", "Say", "Hangup"]
    assert said(response) != said(press_key(call_of(escalation), "3"))
    assert states(escalation) == ("searching", ["asking", "waiting", "waiting"])


def test_a_yes_that_overtakes_the_report_of_its_own_call_does_not_hang_it_up(escalation):
    call = call_of(escalation)
    report(call, "ringing")
    press_key(call, "1")
    call.refresh_from_db()
    assert call.state == "answered"
    assert not call.stop_wanted


def test_a_key_binds_a_call_whose_sid_was_never_stored(escalation):
    call = Attempt.objects.get(offer=offers(escalation)[0], channel="voice")
    assert call.sid is None
    press_key(call, "1")
    call.refresh_from_db()
    assert call.sid is not None
    assert states(escalation)[0] == "accepted"


def test_a_key_for_a_call_that_does_not_exist_is_not_found(escalation):
    path = f"/twilio/voice/{'x' * 22}/key"
    assert post(path, CallSid="CA" + "1" * 32, Digits="1").status_code == 404


# --- Forged, unsigned, replayed ---------------------------------------------------------


def requests_of_every_kind(escalation):
    call, text = call_of(escalation), text_of(escalation)
    return [
        lambda **more: press_key(call, "1", **more),
        lambda **more: press_key(call, "2", **more),
        lambda **more: report(call, "completed", **more),
        lambda **more: report(text, "failed", code=30005, **more),
        lambda **more: send_sms(mobile(1), "はい", **more),
        lambda **more: post("/twilio/voice/fallback", CallSid=call.sid, **more),
    ]


@pytest.mark.parametrize("signature", ["", FORGED])
def test_unsigned_and_forged_requests_are_refused_without_any_effect(signature, escalation):
    kinds = requests_of_every_kind(escalation)
    before = everything()
    assert [send(signature=signature).status_code for send in kinds] == [403] * 6
    assert everything() == before


def test_get_is_refused_without_any_effect(escalation):
    call, text = call_of(escalation), text_of(escalation)
    before = everything()
    for path in (
        f"/twilio/voice/{call.key}/key",
        f"/twilio/voice/{call.key}/status",
        f"/twilio/sms/{text.key}/status",
        "/twilio/sms",
        "/twilio/voice/fallback",
    ):
        assert Client().get(path, {"CallSid": call.sid, "Digits": "1"}).status_code == 403
    assert everything() == before


def test_a_request_with_one_parameter_changed_is_refused(escalation):
    call = call_of(escalation)
    signed_for_a_no = press_key(call, "2").wsgi_request.headers["X-Twilio-Signature"]
    assert press_key(call, "1", signature=signed_for_a_no).status_code == 403
    assert states(escalation) == ("searching", ["declined", "asking", "waiting"])


def test_a_replayed_yes_after_the_end_opens_nothing_again(escalation):
    call = call_of(escalation)
    press_key(call, "1")
    services.close(escalation=escalation, outcome="visited", by=escalation.opened_by)
    before = states(escalation)
    assert press_key(call, "1").status_code == 200
    assert states(escalation) == before


# --- Statuses ---------------------------------------------------------------------------


def test_the_first_report_binds_a_sid_that_was_never_stored(escalation):
    call = Attempt.objects.get(offer=offers(escalation)[0], channel="voice")
    assert report(call, "ringing").status_code == 204
    call.refresh_from_db()
    assert call.sid is not None
    assert call.state == "ringing"


def test_a_report_that_comes_again_changes_nothing(escalation):
    call = call_of(escalation)
    report(call, "busy")
    before = everything()
    for _ in range(3):
        assert report(call, "busy").status_code == 204
    assert everything() == before


def test_a_report_that_comes_late_does_not_turn_time_back(escalation):
    call = call_of(escalation)
    report(call, "in-progress")
    report(call, "ringing")
    report(call, "initiated")
    call.refresh_from_db()
    assert call.state == "answered"


def test_a_status_that_we_have_no_use_for_is_thanked_for_and_forgotten(escalation):
    text = text_of(escalation)
    before = everything()
    assert report(text, "pondered").status_code == 204
    assert everything() == before


def test_a_report_about_nothing_we_know_is_thanked_for(escalation):
    path = f"/twilio/voice/{'x' * 22}/status"
    assert post(path, CallSid="CA" + "1" * 32, CallStatus="busy").status_code == 204


def test_an_sms_that_failed_keeps_its_code(escalation):
    text = text_of(escalation)
    report(text, "undelivered", code=30005)
    text.refresh_from_db()
    assert (text.state, text.error_code) == ("undelivered", 30005)


def outcome_of(escalation, events):
    """The end after these requests in this order; nothing of it stays."""
    with transaction.atomic():
        for send in events:
            assert send().status_code < 300
        first = offers(escalation)[0]
        calls = first.attempts.filter(channel="voice", turn=1).order_by("pk")
        result = (*states(escalation), [(call.state, call.sid) for call in calls][:1])
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize(
    "statuses",
    [
        ["initiated", "ringing", "in-progress", "completed"],
        ["initiated", "ringing", "busy"],
        ["initiated", "ringing", "no-answer"],
        ["initiated", "failed"],
        ["ringing", "ringing", "completed"],
    ],
)
def test_the_order_in_which_a_calls_reports_arrive_does_not_matter(statuses, escalation):
    call = call_of(escalation)
    events = [lambda status=status: report(call, status) for status in statuses]
    results = [outcome_of(escalation, order) for order in permutations(events)]
    assert all(result == results[0] for result in results)
    assert results[0][2][0][0] == statuses[-1].replace("-", "_")


def test_the_order_in_which_an_sms_reports_arrive_does_not_matter(escalation):
    text = text_of(escalation)
    events = [
        lambda status=status: report(text, status) for status in ("sending", "sent", "delivered")
    ]

    def end(order):
        with transaction.atomic():
            for send in order:
                send()
            state = Attempt.objects.get(pk=text.pk).state
            transaction.set_rollback(True)
        return state

    assert {end(order) for order in permutations(events)} == {"delivered"}


def test_a_yes_counts_wherever_it_stands_among_the_reports_of_its_call(escalation):
    call = call_of(escalation)
    statuses = ["initiated", "ringing", "in-progress", "completed"]
    for reports, place in product((statuses, statuses[::-1]), range(5)):
        events = [lambda status=status: report(call, status) for status in reports]
        events.insert(place, lambda: press_key(call, "1"))
        status, first, [(state, sid)] = outcome_of(escalation, events)
        assert (status, first[0]) == ("accepted", "accepted")
        assert "asking" not in first
        assert (state, sid) == ("completed", call.sid)


# --- SMS --------------------------------------------------------------------------------


def test_a_yes_by_sms_accepts(escalation):
    text_of(escalation)
    response = send_sms(mobile(1), "１")
    assert response.status_code == 200
    assert states(escalation) == ("accepted", ["accepted", "waiting", "waiting"])
    assert offers(escalation)[0].answered_via == "reply"


def test_a_no_by_sms_is_thanked_for(escalation):
    [answer] = said(send_sms(mobile(1), "無理です。"))
    assert answer
    assert states(escalation) == ("searching", ["declined", "asking", "waiting"])


def test_an_unclear_sms_is_answered_with_the_two_figures_and_the_same_again_is_not(escalation):
    [answer] = said(send_sms(mobile(1), "１と２のどちらですか"))
    assert "1" in answer
    assert "2" in answer
    assert said(send_sms(mobile(1), "１と２のどちらですか", sid="SM" + "e" * 32)) == []
    assert said(send_sms(mobile(1), "もしもし", sid="SM" + "d" * 32)) == [answer]
    assert states(escalation) == ("searching", ["asking", "waiting", "waiting"])


def test_a_yes_counts_however_many_answers_the_number_has_had(escalation):
    for n in range(MOST_ANSWERS + 2):
        send_sms(mobile(2), "運転中です", sid=f"SM{n:032x}")
        send_sms(mobile(1), "どちらですか", sid=f"SM{n + 100:032x}")
    assert said(send_sms(mobile(2), "はい")), "who says yes or no is always told what became of it"
    send_sms(mobile(1), "１")
    assert states(escalation)[0] == "accepted"


def test_an_sms_from_a_stranger_has_no_effect(escalation):
    before = everything()
    assert len(said(send_sms("+819000000777", "はい"))) == 1, "neutral, and the only one"
    assert everything() == before


def test_the_fallback_speaks_and_asks_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = post("/twilio/voice/fallback", CallSid="CA" + "1" * 32)
    assert verbs(response) == ["Say", "Hangup"]
    assert said(response)[0]
