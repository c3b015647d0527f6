"""A nurse who presses twice."""

import uuid
from functools import partial

import pytest

from calls import services
from calls.models import Escalation
from tests.dispatch.racing import racers
from tests.make import make_night, make_nurse, make_request, make_station


def pressing(nurse, request_id, **fields):
    return partial(
        services.open_escalation,
        station=nurse.stations.get(),
        by=nurse,
        request_id=request_id,
        request=make_request(**fields),
    )


@pytest.mark.django_db(transaction=True)
def test_f28_two_presses_at_once_are_one_escalation_and_one_call():
    nurse, _ = make_night()
    press = pressing(nurse, uuid.uuid4())
    with racers() as two:
        one, other = two.race(press, press)
    assert one.pk == other.pk
    assert one.attempts.filter(channel="voice").count() == 1


@pytest.mark.django_db
def test_f28_a_reload_much_later_gives_the_same_escalation(night):
    again = pressing(night.nurse, night.escalation.request_id)()
    assert again.pk == night.escalation.pk
    assert night.rung == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"area": "朝気"}, {"call_back_number": "+819000000902"}])
def test_f28_other_content_under_the_same_request_is_refused(night, change):
    with pytest.raises(services.RequestIdInUse):
        pressing(night.nurse, night.escalation.request_id, **change)()
    assert Escalation.objects.count() == 1


@pytest.mark.django_db
def test_f28_another_station_cannot_find_an_escalation_by_its_request(night):
    region = night.nurse.stations.get().region
    stranger = make_nurse(make_station(region))
    with pytest.raises(services.RequestIdInUse):
        pressing(stranger, night.escalation.request_id)()
