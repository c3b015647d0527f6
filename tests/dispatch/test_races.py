"""Two real connections in the same moment. Lock order decides; nobody is left in doubt."""

import uuid
from functools import partial

import pytest
from django.db import transaction

from calls import services, tasks
from calls.dispatch import engine
from calls.dispatch.events import Woken
from calls.models import Attempt, Escalation, Via
from calls.services import Answer
from calls.telephony.base import Progress
from tests.dispatch.racing import racers
from tests.make import make_contact, make_night, make_nurse, make_request, make_station, mobile
from tests.make import press as pressed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nurse():
    nurse, _ = make_night(doctors=2)
    return nurse


def two_who_were_asked(nurse):
    """The first is being asked; the second was asked before, and may answer by his link."""
    escalation = pressed(nurse)
    [one, other] = escalation.offers.in_order()
    asked_before = {"state": "silent", "asked_at": one.asked_at, "deadline": one.asked_at}
    escalation.offers.filter(pk=other.pk).update(**asked_before)
    return escalation, [one, other]


def happened(escalation):
    return [entry.happening for entry in escalation.timeline.order_by("number")]


def test_of_two_doctors_who_say_yes_at_once_one_wins_and_both_stand_on_the_timeline(nurse, rounds):
    winners = set()
    with racers() as two:
        for _ in rounds(100):
            escalation, [one, other] = two_who_were_asked(nurse)
            answers = two.race(
                partial(services.accept, offer=one, via=Via.LINK),
                partial(services.accept, offer=other, via=Via.KEY),
            )
            assert sorted(answer.value for answer in answers) == ["taken", "yours"]
            assert happened(escalation).count("accepted") == 1
            assert happened(escalation).count("too_late") == 1
            winners.add(answers.index(Answer.YOURS))
            services.cancel(escalation=escalation, by=nurse)  # or he stays out, and is not asked
    assert winners == {0, 1}, "one side always won: this was no race"


def test_a_yes_and_a_cancel_at_once_leave_no_doctor_on_the_way_unknown_to_the_nurse(nurse, rounds):
    answers = set()
    with racers() as two:
        for _ in rounds(40):
            escalation, [one, _] = two_who_were_asked(nurse)
            [answer, _] = two.race(
                partial(services.accept, offer=one, via=Via.LINK),
                partial(services.cancel, escalation=escalation, by=nurse),
            )
            escalation.refresh_from_db()
            one.refresh_from_db()
            assert (escalation.status, one.state) == ("cancelled", "withdrawn")
            told = [notice.news for notice in escalation.notices.filter(offer=one)]
            assert told == ["over"], "he has to know that he need not set out"
            assert answer in (Answer.YOURS, Answer.OVER)
            answers.add(answer)
    assert answers == {Answer.YOURS, Answer.OVER}, "one side always won: this was no race"


def test_a_press_that_comes_twice_at_once_opens_one_escalation(nurse, rounds):
    station = nurse.stations.get()
    with racers() as two:
        for _ in rounds(20):
            press = partial(
                services.open_escalation,
                station=station,
                by=nurse,
                request_id=uuid.uuid4(),
                request=make_request(),
            )
            one, other = two.race(press, press)
            assert one.pk == other.pk
            assert happened(one)[:1] == ["opened"]
            services.cancel(escalation=one, by=nurse)
    assert Escalation.objects.count() == len(rounds(20))


def test_other_content_under_the_same_request_at_once_is_refused(nurse):
    station, request_id = nurse.stations.get(), uuid.uuid4()

    def press(area):
        try:
            return services.open_escalation(
                station=station, by=nurse, request_id=request_id, request=make_request(area=area)
            ).area
        except services.RequestIdInUse:
            return "refused"

    with racers() as two:
        answers = two.race(partial(press, "丸の内"), partial(press, "朝気"))
    assert "refused" in answers
    assert Escalation.objects.count() == 1


@pytest.mark.parametrize("stations", [2, 4])
def test_searches_that_want_the_same_doctor_at_once_each_ask_another(nurse, stations, rounds):
    region = nurse.stations.get().region
    nurses = [nurse, *(make_nurse(make_station(region)) for _ in range(stations - 1))]
    with racers(stations) as all_at_once:
        for _ in rounds(20) if stations == 2 else range(20):
            escalations = all_at_once.race(*(partial(pressed, one) for one in nurses))
            asked = [
                offer.doctor_id
                for escalation in escalations
                for offer in escalation.offers.filter(state="asking")
            ]
            assert len(asked) == len(set(asked)) == 2
            for escalation in escalations:
                services.cancel(escalation=escalation, by=nurse)


def test_reports_that_free_two_searches_for_the_same_doctor_at_once_are_both_kept(nurse):
    """Each report brings its search to the third doctor; one gets him, and neither is lost."""
    region = nurse.stations.get().region
    clinic = region.teams.get().clinics.get()
    another = make_nurse(make_station(region))
    third = clinic.doctors.create(name="見本医師三", position=1000)
    make_contact(third, mobile(3))
    with racers() as two:
        for _ in range(10):
            escalations = [pressed(nurse), pressed(another)]
            calls = [Attempt.objects.get(escalation=one, channel="voice") for one in escalations]
            two.race(
                *(
                    partial(
                        services.carrier_reported,
                        key=call.key,
                        sid=f"CA{call.pk:032x}",
                        progress=Progress.BUSY,
                        code=None,
                    )
                    for call in calls
                )
            )
            for call in calls:
                call.refresh_from_db()
            assert [call.state for call in calls] == ["busy", "busy"]
            for escalation in escalations:
                services.cancel(escalation=escalation, by=nurse)


def test_whoever_claims_an_attempt_first_places_it_alone(nurse, outbox, rounds):
    with racers() as two:
        for _ in rounds(20):
            escalation = pressed(nurse)
            before = len(outbox.calls)
            call = Attempt.objects.get(escalation=escalation, channel="voice")
            two.race(partial(tasks.place, call.pk), partial(tasks.place, call.pk))
            assert len(outbox.calls) == before + 1
            call.refresh_from_db()
            assert call.generation == 1
            services.cancel(escalation=escalation, by=nurse)
            services.carrier_reported(
                key=call.key, sid=call.sid, progress=Progress.CANCELED, code=None
            )


def test_a_locked_escalation_is_passed_by(nurse):
    escalation = pressed(nurse)
    with racers(1) as watch, transaction.atomic():
        Escalation.objects.select_for_update().get(pk=escalation.pk)
        step = partial(engine.step, escalation.pk, Woken(), skip_locked=True)
        assert watch.race(step) == [None]
