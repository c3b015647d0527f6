"""The list and the dry run on real rows."""

import pytest
from django.urls import reverse

from calls import services
from calls.dispatch import clock
from calls.models import Attempt, Cooperation, Escalation, Offer, Outcome, TimelineEntry
from calls.preview import preview
from calls.telephony.base import Progress
from stations.models import AbsenceCover, StationPreference
from teams.models import Hint
from tests.make import (
    make_absence,
    make_attending,
    make_nurse,
    make_outsider,
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


# --- The dry run ------------------------------------------------------------------------


def seen(night):
    return preview(night.nurse.stations.get(), clock.now())


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
