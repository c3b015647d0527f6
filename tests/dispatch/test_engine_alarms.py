"""The people in charge on real tables: who is alarmed, by what, and until when."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from calls import services, tasks
from calls.dispatch import engine
from calls.dispatch.events import Woken
from calls.dispatch.vocabulary import Why
from calls.models import Alarm, Attempt, Escalation, Via
from calls.services import Charge
from calls.telephony.base import Progress
from calls.words import ONE_PART
from stations.models import Days, Duty, ReachedBy, Responsible
from tests.make import make_responsible, make_station, mobile

pytestmark = pytest.mark.django_db

MANAGER, COORDINATOR = mobile(911), mobile(912)


@pytest.fixture
def night(make):
    """One doctor, who will not answer; a station's manager and a coordinator."""
    night = make(doctors=1, rounds=1)
    region, station = night.nurse.stations.get().region, night.nurse.stations.get()
    make_responsible(region, COORDINATOR, name="調整 たくみ", duty=Duty.COORDINATOR)
    make_responsible(region, MANAGER, name="管理 ゆかり", duty=Duty.MANAGER, station=station)
    return night


@pytest.fixture
def unanswered(night):
    night.press()
    night.decline(1)
    return night


def person(number):
    return Responsible.objects.get(number=number)


def test_the_manager_is_called_and_texted_within_the_step_that_found_nobody(unanswered):
    assert unanswered.status == "unanswered"
    assert unanswered.alarmed == ["管理 ゆかり"]
    assert unanswered.rung[-1] == unanswered.texted[-1] == 911
    alarm = Alarm.objects.get()
    found = unanswered.escalation.timeline.get(happening="unanswered")
    assert alarm.created_at == found.at


def test_the_next_is_called_at_once_when_the_manager_does_not_answer(unanswered):
    unanswered.alarm_call(MANAGER, Progress.RINGING, Progress.NO_ANSWER)
    assert unanswered.alarmed == ["管理 ゆかり", "調整 たくみ"]


def test_the_whole_list_again_and_again(unanswered):
    unanswered.alarm_call(MANAGER, Progress.NO_ANSWER)
    unanswered.alarm_call(COORDINATOR, Progress.BUSY)
    unanswered.later(minutes=5)
    unanswered.alarm_call(MANAGER, Progress.NO_ANSWER)
    assert unanswered.alarmed == ["管理 ゆかり", "調整 たくみ", "管理 ゆかり", "調整 たくみ"]


def test_whoever_takes_charge_is_the_last_who_is_called(unanswered):
    alarm = Alarm.objects.get()
    assert services.take_charge_by(alarm=alarm) is Charge.YOURS
    unanswered.later(minutes=29)
    assert unanswered.alarmed == ["管理 ゆかり"]
    assert unanswered.told[-1] == (None, "in_charge")
    row = Escalation.objects.get(pk=unanswered.escalation.pk)
    assert (row.in_charge_person, row.in_charge_user) == (person(MANAGER), None)


def test_taking_charge_twice_is_taking_it_once_and_the_second_person_hears_so(unanswered):
    unanswered.alarm_call(MANAGER, Progress.NO_ANSWER)
    first, second = Alarm.objects.order_by("pk")
    assert services.take_charge_by(alarm=first) is Charge.YOURS
    assert services.take_charge_by(alarm=first) is Charge.YOURS
    assert services.take_charge_by(alarm=second) is Charge.TAKEN
    assert unanswered.happened.count("took_charge") == 1


def test_half_an_hour_later_it_is_still_unanswered_and_all_begins_anew(unanswered):
    services.take_charge_by(alarm=Alarm.objects.get())
    unanswered.later(minutes=30)
    assert unanswered.alarmed == ["管理 ゆかり", "管理 ゆかり"]
    assert Escalation.objects.get(pk=unanswered.escalation.pk).in_charge_since is None


def test_a_call_that_was_not_placed_yet_is_not_made_when_somebody_has_it(unanswered):
    unanswered.turn_the_clock(minutes=5)
    engine.step(unanswered.escalation.pk, Woken())
    due = Attempt.objects.filter(alarm__person=person(COORDINATOR)).first()
    assert due is not None, "the coordinator's time has come"
    services.take_charge(escalation=unanswered.escalation, by=unanswered.nurse)
    tasks.place(due.pk)
    assert 912 not in unanswered.rung


@pytest.mark.parametrize("end", ["a late yes", "the nurse calls it off", "asked once more"])
def test_it_is_over_when_nobody_in_charge_is_needed_any_more(unanswered, end):
    alarm = Alarm.objects.get()
    match end:
        case "a late yes":
            unanswered.escalation.offers.update(state="silent")
            unanswered.accept(1, via=Via.LINK)
        case "the nurse calls it off":
            services.cancel(escalation=unanswered.escalation, by=unanswered.nurse)
        case "asked once more":
            unanswered.escalation.offers.update(state="silent")
            services.restart(escalation=unanswered.escalation, by=unanswered.nurse)
    unanswered.work()
    assert unanswered.alarm_call(MANAGER).sid in unanswered.outbox.hung_up
    assert services.take_charge_by(alarm=alarm) is Charge.OVER
    unanswered.escalation.refresh_from_db()
    assert unanswered.escalation.alarm_why == ""


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("a late yes", "医師が引き受けました"),
        ("called off", "終わりました"),
        ("asked once more", "もう一度"),
    ],
)
def test_whoever_took_charge_by_telephone_hears_how_it_ended(unanswered, end, words):
    services.take_charge_by(alarm=Alarm.objects.get())
    unanswered.escalation.offers.update(state="silent")
    match end:
        case "a late yes":
            unanswered.accept(1, via=Via.LINK)
        case "called off":
            services.cancel(escalation=unanswered.escalation, by=unanswered.nurse)
        case "asked once more":
            services.restart(escalation=unanswered.escalation, by=unanswered.nurse)
    unanswered.work()
    assert unanswered.told.count(("管理 ゆかり", "solved")) == 1
    [body] = [sms.body for sms in unanswered.outbox.texts if sms.to == MANAGER][1:]
    assert words in body
    assert "医師 " not in body, "no doctor's name goes to anybody but the nurse"
    assert len(body) <= ONE_PART


def test_whoever_takes_no_sms_hears_it_in_a_call(unanswered):
    Responsible.objects.filter(number=MANAGER).update(reached_by=ReachedBy.CALL)
    services.take_charge_by(alarm=Alarm.objects.get())
    unanswered.alarm_call(MANAGER, Progress.ANSWERED, Progress.COMPLETED)
    services.cancel(escalation=unanswered.escalation, by=unanswered.nurse)
    unanswered.work()
    [*_, call] = [call for call in unanswered.outbox.calls if call.to == MANAGER]
    assert "終わりました" in "".join(call.say)


def test_whoever_took_charge_on_the_page_sees_it_there_and_gets_no_sms(unanswered):
    services.take_charge(escalation=unanswered.escalation, by=unanswered.nurse)
    services.cancel(escalation=unanswered.escalation, by=unanswered.nurse)
    unanswered.work()
    assert "solved" not in [news for _, news in unanswered.told]


def test_nobody_is_told_that_it_is_over_who_is_alarmed_again_by_then(unanswered):
    """The search went on and came to nothing before the SMS went out: it would be wrong by now."""
    services.take_charge_by(alarm=Alarm.objects.get())
    unanswered.escalation.offers.update(state="silent")
    services.restart(escalation=unanswered.escalation, by=unanswered.nurse)
    Escalation.objects.update(status="unanswered")
    unanswered.work()
    [attempt] = Attempt.objects.filter(notice__news="solved")
    assert attempt.state == "dropped"


def test_fifteen_minutes_after_a_yes_without_a_word_the_manager_is_alarmed(night):
    night.press()
    night.accept(1)
    night.later(minutes=10)
    assert night.alarmed == []
    night.later(minutes=5)
    assert night.alarmed == ["管理 ゆかり"]
    services.confirm_contact(escalation=night.escalation, by=night.nurse)
    night.later(minutes=30)
    assert night.alarmed == ["管理 ゆかり"]


def test_the_office_can_be_alarmed_while_the_search_runs_and_it_goes_on(night):
    night.press()
    services.alarm_office(escalation=night.escalation.pk, why=Why.FAILING)
    night.work()
    assert (night.status, night.alarmed) == ("searching", ["管理 ゆかり"])
    assert night.states == ["asking"]


def test_the_manager_of_another_station_is_left_in_peace(night):
    other = make_station(night.nurse.stations.get().region, name="ほかのステーション")
    person(MANAGER).delete()
    make_responsible(other.region, MANAGER, duty=Duty.MANAGER, station=other)
    night.press()
    night.decline(1)
    assert night.alarmed == ["調整 たくみ"]


def test_an_office_that_is_empty_at_this_hour_is_not_called(night):
    Responsible.objects.all().delete()
    region = night.nurse.stations.get().region
    never = {"days": Days.EVERY_DAY, "from_time": "00:00", "until_time": "00:00:01"}
    make_responsible(region, "+81550000000", reached_by=ReachedBy.CALL, duty=Duty.STAFF, **never)
    night.press()
    night.decline(1)
    assert (night.status, night.alarmed) == ("unanswered", [])
    Responsible.objects.update(from_time=None, until_time=None)
    night.later(minutes=5)
    assert night.rung[-1] == "+81550000000"


def test_the_press_reads_nobody_in_charge_while_doctors_are_left(night):
    with CaptureQueriesContext(connection) as captured:
        services.open_escalation(**night.request())
    assert not [q for q in captured if "stations_responsible" in q["sql"]]


def test_an_attempt_belongs_to_exactly_one(unanswered):
    attempt = Attempt.objects.filter(alarm__isnull=False).first()
    offer = unanswered.escalation.offers.first()
    named = "an_attempt_is_for_one_offer_one_notice_or_one_alarm"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(offer=offer)
