"""The nurse's pages of planned absences."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.dispatch import clock
from calls.dispatch.cover import who_is_first
from stations import services
from stations.models import Absence, Role, User
from teams.models import Doctor
from tests.calls.nurses import page
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_nurse,
    make_outsider,
    make_region,
    make_station,
    mobile,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_region()


@pytest.fixture
def away(region):
    return make_attending(region, name="台本 かおる")


@pytest.fixture
def doctor(region):
    return make_doctor(make_clinic(region), mobile(1))


@pytest.fixture
def nurse(client, region):
    client.nurse = make_nurse(make_station(region))
    client.force_login(client.nurse)
    return client


def written(days):
    """As a browser sends it, on the clock of the wall."""
    return f"{timezone.localtime(clock.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


def form(away, **changes):
    return {
        "attending_doctor": away.pk,
        "starts_at": written(1),
        "ends_at": written(3),
        "kind": "nobody",
        "note": "学会",
    } | changes


OUTSIDE = {
    "kind": "outside",
    "outside_name": "隣町 いちろう",
    "outside_workplace": "隣町クリニック",
    "outside_number": "０９０－００００－００７０",
    "outside_takes": "both",
}


def enter(client, away, **changes):
    response = client.post(reverse("new_absence"), form(away, **changes))
    assert (response.status_code, response.headers.get("Location")) == (303, reverse("absences"))
    return Absence.objects.latest("pk")


def wrong(client, away, **changes):
    response = client.post(reverse("new_absence"), form(away, **changes))
    assert response.status_code == 422
    assert not Absence.objects.exclude(note="known").exists()
    return set(response.context["form"].errors)


def test_a_nurse_enters_an_absence_and_her_colleagues_see_it(nurse, away, client):
    absence = enter(nurse, away)
    assert absence.entered_by == nurse.nurse
    assert timezone.localtime(absence.starts_at).strftime("%Y-%m-%dT%H:%M") == written(1)
    client.force_login(make_nurse(make_station(away.region)))
    shown = page(client, "absences")
    assert "台本 かおる" in shown
    assert "学会" in shown


def test_a_doctor_of_the_teams_stands_in(nurse, away, doctor):
    absence = enter(nurse, away, kind="team", substitute=doctor.pk)
    assert absence.substitute == doctor
    assert doctor.name in page(nurse, "absences")


def test_somebody_from_outside_stands_in_and_can_be_called_from_the_page(nurse, away, doctor):
    absence = enter(nurse, away, **OUTSIDE)
    contact = absence.substitute.contacts.get()
    assert (contact.number, contact.can_voice, contact.can_text) == (mobile(70), True, True)
    assert absence.substitute.is_outside
    assert list(Doctor.objects.of_region(away.region)) == [doctor]
    assert f"tel:{mobile(70)}" in page(nurse, "absences")
    [first] = who_is_first(away, absence.starts_at)
    assert first.doctor == absence.substitute


def test_the_same_person_from_outside_is_kept_once(nurse, away):
    enter(nurse, away, **OUTSIDE)
    enter(nurse, make_attending(away.region), **OUTSIDE | {"outside_name": "隣町いちろう"})
    assert Doctor.objects.outside(away.region).count() == 1


WRONG = {
    "no doctor": ({"attending_doctor": ""}, "attending_doctor"),
    "no beginning": ({"starts_at": ""}, "starts_at"),
    "no end": ({"ends_at": ""}, "ends_at"),
    "over already": ({"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-02T09:00"}, "ends_at"),
    "nobody chosen": ({"kind": "team"}, "substitute"),
    "no word on who": ({"kind": ""}, "kind"),
    "a patient's name": ({"note": "見本さんをお願いします"}, "note"),
    "nobody's name": (OUTSIDE | {"outside_name": ""}, "outside_name"),
    "no number": (OUTSIDE | {"outside_number": ""}, "outside_number"),
    "half a number": (OUTSIDE | {"outside_number": "090-0000"}, "outside_number"),
    "an SMS to a landline": (OUTSIDE | {"outside_number": "055-000-0001"}, "outside_takes"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_at_its_field(what, nurse, away):
    changes, field = WRONG[what]
    assert wrong(nurse, away, **changes) == {field}


def test_an_end_before_the_beginning_is_refused_in_japanese(nurse, away):
    changes = {"starts_at": written(3), "ends_at": written(1)}
    shown = nurse.post(reverse("new_absence"), form(away, **changes)).content.decode()
    assert "終了は開始より後にしてください" in shown


def test_the_same_absence_is_not_entered_twice(nurse, away):
    enter(nurse, away, note="known")
    assert wrong(nurse, away) == {"starts_at"}


def test_a_number_that_belongs_to_somebody_else_is_refused(nurse, away, doctor):
    make_outsider(away.region, mobile(71), name="隣町 じろう")
    make_doctor(make_clinic(make_region()), mobile(72))
    for number in (1, 71, 72):
        changes = OUTSIDE | {"outside_number": f"090-0000-{number:04}"}
        assert wrong(nurse, away, **changes) == {"outside_number"}


def test_only_doctors_of_her_region_can_be_chosen(nurse, away):
    elsewhere = make_doctor(make_clinic(make_region()))
    outsider = make_outsider(away.region, mobile(70))
    for one in (elsewhere, outsider):
        assert wrong(nurse, away, kind="team", substitute=one.pk) == {"substitute"}
    stranger = make_attending(make_region())
    assert wrong(nurse, stranger) == {"attending_doctor"}


def test_a_nurse_changes_an_absence_but_not_whose_it_is(nurse, away, doctor):
    absence = enter(nurse, away, **OUTSIDE)
    address = reverse("change_absence", args=[absence.pk])
    shown = nurse.get(address).content.decode()
    for known in ("隣町 いちろう", "隣町クリニック", "090-0000-0070"):
        assert f'value="{known}"' in shown
    other = make_attending(away.region)
    sent = form(other, kind="team", substitute=doctor.pk, note="休暇")
    assert nurse.post(address, sent).status_code == 303
    absence.refresh_from_db()
    assert (absence.note, absence.substitute) == ("休暇", doctor)
    assert absence.attending_doctor == away


def test_ending_asks_back_first_and_is_safe_to_repeat(nurse, away):
    absence = make_absence(away)
    address = reverse("end_absence", args=[absence.pk])
    assert nurse.get(address).status_code == 200
    assert Absence.objects.not_over(clock.now()).exists()
    assert nurse.post(address)["Location"] == reverse("absences")
    assert not Absence.objects.not_over(clock.now()).exists()
    assert nurse.post(address).status_code == 404


def test_a_nurse_sees_who_said_that_he_would_take_it(nurse, away, doctor):
    absence = make_absence(away)
    services.take_absence(absence=absence, doctor=doctor, now=clock.now())
    assert doctor.name in page(nurse, "absences")
    services.take_back(absence=absence, doctor=doctor, now=clock.now())
    assert doctor.name not in page(nurse, "absences")


def test_home_says_who_is_away_now(nurse, away):
    make_absence(
        make_attending(away.region, name="雛形 まこと"), starts_at=clock.now() + timedelta(1)
    )
    make_absence(away)
    shown = page(nurse, "home")
    assert "いま不在： 台本 かおる" in shown
    assert "雛形" not in shown


def test_another_region_is_not_hers_to_see_or_to_change(nurse):
    absence = make_absence(make_attending(make_region(), name="他所 さん"))
    assert "他所" not in page(nurse, "absences")
    for name in ("change_absence", "end_absence"):
        address = reverse(name, args=[absence.pk])
        assert nurse.get(address).status_code == 404
        assert nurse.post(address).status_code == 404


def test_city_staff_belong_in_the_admin_and_strangers_at_the_sign_in(client, away):
    address = reverse("absences")
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    client.force_login(User.objects.create_user("clerk", role=Role.STAFF, region=away.region))
    assert client.get(address)["Location"] == reverse("admin:stations_absence_changelist")


def test_the_list_costs_the_same_for_many(nurse, away, doctor, django_assert_max_num_queries):
    for number in range(10, 16):
        absence = make_absence(make_attending(away.region))
        absence.substitute = make_outsider(away.region, mobile(number))
        absence.save()
        services.take_absence(absence=absence, doctor=doctor, now=clock.now())
    with django_assert_max_num_queries(12):
        page(nurse, "absences")
