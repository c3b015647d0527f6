"""The list and the dry run on real rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import services
from calls.dispatch import clock
from calls.dispatch.listing import proposed
from calls.models import Attempt, Cooperation, Escalation, Offer, Outcome, TimelineEntry
from calls.preview import preview
from calls.telephony.base import Progress
from stations.models import AbsenceCover, StationPreference
from teams.models import Hint, Order, Region
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_nurse,
    make_outsider,
    make_patient,
    make_region,
    make_station,
    make_unavailable,
    mobile,
    press,
)

pytestmark = pytest.mark.django_db


def listed(night):
    offers = night.escalation.offers.in_order().values_list("doctor", flat=True)
    return [[doctor.pk for doctor in night.doctors].index(pk) + 1 for pk in offers]


def prefer(night, *numbers):
    for position, number in enumerate(numbers, 1):
        StationPreference.objects.create(
            station=night.nurse.stations.get(), doctor=night.doctors[number - 1], position=position
        )


def came(night, number, outcome=Outcome.VISITED):
    """A whole escalation for which this doctor came."""
    night.press()
    while night.offer(number).state != "asking":
        services.skip(offer=night.escalation.offers.get(state="asking"), by=night.nurse)
    night.work()
    night.accept(number)
    night.call(number, Progress.ANSWERED, Progress.COMPLETED)
    services.close(escalation=night.escalation, outcome=outcome, by=night.nurse)


def test_the_station_s_own_order_comes_first(make):
    night = make()
    prefer(night, 3, 2)
    night.press()
    assert listed(night) == [3, 2, 1]


def test_who_came_most_often_is_asked_first_where_the_region_wants_it(make):
    night = make(first_by=Hint.WORKED_TOGETHER)
    came(night, 3)
    night.press()
    assert listed(night) == [3, 1, 2]
    assert {"worked": 1} in night.offer(3).reasons


@pytest.mark.parametrize("outcome", [Outcome.AMBULANCE, Outcome.ERROR, Outcome.ATTENDING_CAME])
def test_only_help_counts_as_cooperation(make, outcome):
    night = make()
    came(night, 2, outcome)
    assert not Cooperation.objects.filter(times__gt=0).exists()


def test_what_was_closed_in_error_is_not_counted_twice(make):
    night = make()
    came(night, 2)
    services.reopen(escalation=night.escalation, by=night.nurse)
    assert Cooperation.objects.get().times == 0
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    assert Cooperation.objects.get().times == 1


def test_another_station_s_cooperation_says_nothing(make):
    night = make(first_by=Hint.WORKED_TOGETHER)
    came(night, 3)
    other = make_nurse(make_station(night.nurse.stations.get().region))
    assert [o.doctor for o in press(other).offers.in_order()] == night.doctors


def test_who_was_not_asked_for_the_longest_time(make):
    night = make(first_by=Hint.LEAST_RECENT)
    night.press()
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.press()
    assert listed(night) == [2, 3, 1]


def test_a_doctor_who_is_out_on_another_call_is_passed_over(make):
    night = make()
    night.press()
    night.accept(1)
    night.press()
    assert night.bars == ["is_out"]
    assert night.states == ["skipped", "asking", "waiting"]


def test_when_he_is_back_he_can_be_asked_again(make):
    night = make()
    came(night, 1)
    night.press()
    assert night.states[0] == "asking"


# --- Planned absences -------------------------------------------------------------------


def test_in_a_planned_absence_who_stands_in_is_asked_first(make):
    night = make()
    attending = make_attending(night.nurse.stations.get().region)
    absence = make_absence(attending, substitute=night.doctors[2])
    AbsenceCover.objects.create(absence=absence, doctor=night.doctors[1], said_at=clock.now())
    night.press(attending_doctor=attending)
    assert listed(night) == [2, 3, 1]
    reasons = [night.offer(number).reasons[0] for number in (2, 3)]
    assert reasons == [{"stands_in": "took_it"}, {"stands_in": "named"}]


def test_a_substitute_from_outside_is_asked_first_and_then_the_teams(make):
    night = make()
    region = night.nurse.stations.get().region
    attending = make_attending(region)
    outsider = make_outsider(region, mobile(9))
    make_absence(attending, substitute=outsider)
    night.press(attending_doctor=attending)
    assert night.rung == [9]
    assert night.escalation.offers.count() == 4
    night.call(9, Progress.BUSY)
    assert night.rung == [9, 1]


def test_without_an_absence_nobody_is_put_before_the_others(make):
    night = make()
    attending = make_attending(night.nurse.stations.get().region)
    night.press(attending_doctor=attending)
    assert listed(night) == [1, 2, 3]


# --- Announced patients -----------------------------------------------------------------


def test_the_secondary_doctor_is_asked_first_where_that_is_the_region_s_order(make):
    night = make(order=Order.SECONDARY)
    patient = make_patient(night.nurse.stations.get(), night.doctors[2], night.doctors[1])
    night.press(patient=patient)
    assert listed(night) == [3, 2, 1]
    assert [night.offer(n).reasons[0] for n in (3, 2)] == [{"secondary": 1}, {"secondary": 2}]


def test_elsewhere_it_is_a_hint_like_any_other_or_only_a_word_beside_the_name(make):
    night = make()
    patient = make_patient(night.nurse.stations.get(), night.doctors[2])
    prefer(night, 2)
    night.press(patient=patient)
    assert listed(night) == [2, 1, 3]
    assert {"secondary": 1} in night.offer(3).reasons
    services.cancel(escalation=night.escalation, by=night.nurse)
    Region.objects.update(first_by=Hint.SECONDARY)
    night.nurse.refresh_from_db()
    night.press(patient=patient)
    assert listed(night) == [3, 1, 2]


def test_a_secondary_doctor_from_outside_the_teams_is_asked_for_his_patient_alone(make):
    night = make(order=Order.SECONDARY)
    station = night.nurse.stations.get()
    patient = make_patient(station, make_outsider(station.region, mobile(9)))
    night.press(patient=patient)
    assert night.rung == [9]
    services.cancel(escalation=night.escalation, by=night.nurse)
    night.press()
    assert night.rung == [9, 1]


def test_a_secondary_doctor_who_left_or_cannot_come_is_not_waited_for(make):
    night = make(order=Order.SECONDARY)
    patient = make_patient(night.nurse.stations.get(), night.doctors[1], night.doctors[2])
    night.doctors[1].is_active = False
    night.doctors[1].save()
    make_unavailable(doctor=night.doctors[2])
    night.press(patient=patient)
    assert night.rung == [1]
    assert night.bars == ["unavailable"]


def test_an_attending_doctor_is_never_asked_as_secondary_doctor_of_his_own_patient(make):
    night = make(order=Order.SECONDARY)
    station = night.nurse.stations.get()
    attending = make_attending(station.region, team_doctor=night.doctors[2])
    patient = make_patient(station, night.doctors[2], attending_doctor=attending)
    night.press(patient=patient, attending_doctor=attending)
    assert night.rung == [1]
    assert night.bars == ["is_attending"]


def test_the_clinic_of_last_resort_stands_last_in_any_order(make):
    night = make()
    station = night.nurse.stations.get()
    last = make_clinic(station.region, team=night.doctors[0].clinic.team)
    night.doctors[0].clinic = last
    night.doctors[0].save()
    Region.objects.update(last_resort_clinic=last)
    prefer(night, 1)
    night.press()
    assert listed(night) == [2, 3, 1]
    assert {"last_resort": True} in night.offer(1).reasons


def test_the_distance_is_measured_from_the_patient_where_that_is_known(make):
    night = make(doctors=1)
    station = night.nurse.stations.get()
    clinic = night.doctors[0].clinic
    clinic.latitude, clinic.longitude = 35.6655, 138.5711
    clinic.save()
    patient = make_patient(station, pin="35.6669, 138.5687")
    assert seen(night, patient)[0].reasons[-1] == "患者さん宅から0.3 km"
    night.press(patient=patient)
    assert night.offer(1).reasons[-1] == {"km": 0.3, "from_home": True}


def test_a_patient_costs_the_list_one_statement_and_no_patient_none(make):
    night = make(order=Order.SECONDARY)
    station = night.nurse.stations.select_related("region").get()
    patient = make_patient(station, *night.doctors)
    without, with_her = (
        Escalation(station=station, patient=one, opened_at=clock.now()) for one in (None, patient)
    )
    with CaptureQueriesContext(connection) as ordinary:
        proposed(without, clock.now())
    with CaptureQueriesContext(connection) as announced:
        proposed(with_her, clock.now())
    clocks = sum("clock_timestamp" in query["sql"] for query in ordinary.captured_queries)
    assert len(ordinary) - clocks == 1
    assert len(announced) == len(ordinary) + 1


# --- The dry run ------------------------------------------------------------------------


def seen(night, patient=None):
    attending = None if patient is None else patient.attending_doctor
    return preview(night.nurse.stations.get(), clock.now(), attending, patient)


def test_the_dry_run_tells_what_the_press_then_does(make):
    night = make()
    prefer(night, 2)
    make_unavailable(doctor=night.doctors[2])
    told = [(one.doctor, one.can_be_asked) for one in seen(night)]
    night.press()
    offers = night.escalation.offers.in_order()
    assert [name for name, _ in told] == [offer.doctor.name for offer in offers]
    assert told[-1] == (night.doctors[2].name, False)
    [way, text] = seen(night)[1].ways
    assert (way.national, text.national) == ("090-0000-0001", "090-0000-0001")


def test_the_dry_run_for_an_announced_patient_tells_what_the_press_then_does(make):
    night = make(order=Order.SECONDARY)
    patient = make_patient(night.nurse.stations.get(), night.doctors[2])
    told = [one.doctor for one in seen(night, patient)]
    night.press(patient=patient)
    assert told == [offer.doctor.name for offer in night.escalation.offers.in_order()]
    assert told[0] == night.doctors[2].name


def test_the_dry_run_touches_nothing(make, outbox):
    night = make()
    seen(night)
    for model in (Escalation, Offer, Attempt, TimelineEntry):
        assert not model.objects.exists()
    assert not outbox.calls


def test_a_number_that_is_in_use_is_told(make):
    night = make()
    night.press()
    assert [one.busy for one in seen(night)] == [True, False, False]


def test_a_doctor_who_is_out_for_somebody_else_is_told(make):
    night = make()
    night.press()
    night.accept(1)
    assert [one.can_be_asked for one in seen(night)] == [False, True, True]


def test_an_empty_roster_is_told(make):
    assert seen(make(doctors=0)) == ()


def test_it_takes_the_same_few_statements_whatever_the_roster(make, django_assert_max_num_queries):
    night = make(doctors=9)
    station = night.nurse.stations.select_related("region").get()
    now = clock.now()
    with django_assert_max_num_queries(4):
        assert len(preview(station, now)) == 9


def test_the_nurse_sees_it_before_she_presses(make, client):
    night = make()
    client.force_login(night.nurse)
    html = client.get(reverse("new"), follow=True).content.decode()
    assert "今、依頼される医師" in html
    assert "090-0000-0003" in html


def test_programs_see_it_too_and_only_of_their_own_station(make, client):
    night = make(doctors=1)
    address = reverse("api_preview", args=[night.nurse.stations.get().pk])
    client.force_login(night.nurse)
    [one] = client.get(address).json()
    assert (one["position"], one["can_be_asked"]) == (1, True)
    assert one["ways"][0]["number"] == "+819000000001"
    client.force_login(make_nurse(make_station(make_region())))
    assert client.get(address).status_code == 404


def test_programs_may_ask_for_an_announced_patient_of_the_station_and_no_other(make, client):
    night = make(order=Order.SECONDARY)
    station = night.nurse.stations.get()
    patient = make_patient(station, night.doctors[2])
    address = reverse("api_preview", args=[station.pk])
    client.force_login(night.nurse)
    first = client.get(address, {"patient": patient.pk}).json()[0]
    assert (first["doctor"], first["reasons"][0]) == (night.doctors[2].name, "副主治医")
    stranger = make_patient(make_station(station.region))
    for wrong in (stranger.pk, 0, "x"):
        assert client.get(address, {"patient": wrong}).status_code == 404
