"""The office's pages: complete for one's own region, blind for every other."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from stations.models import AttendingDoctor, Role, Station, User
from stations.office import AUDITOR_MAY, OFFICE_MAY, permissions
from teams.models import Clinic, Contact, Doctor, Team, Unavailability
from tests.make import (
    make_absence,
    make_clinic,
    make_contact,
    make_doctor,
    make_nurse,
    make_region,
    make_station,
)

pytestmark = pytest.mark.django_db
PAGES = [
    "teams/region",
    "teams/team",
    "teams/clinic",
    "teams/doctor",
    "teams/contact",
    "teams/unavailability",
    "stations/station",
    "stations/attendingdoctor",
    "stations/absence",
    "stations/user",
]
# The management form of an inline with one new row, and of one without rows.
ONE = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}
NONE = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}


def furnish(word, number):
    """A region in which every name holds the word; returns one row of every kind."""
    region = make_region(name=f"{word}市", service_name=f"{word}往診", sms_name=word)
    clinic = make_clinic(region, name=f"{word}診療所")
    Team.objects.filter(pk=clinic.team_id).update(name=f"{word}チーム")
    doctor = make_doctor(clinic, number, name=f"{word}医師")
    now = timezone.now()
    period = Unavailability.objects.create(
        doctor=doctor, starts_at=now, ends_at=now + timedelta(days=1), note=f"{word}学会"
    )
    station = make_station(region, name=f"{word}ステーション", city=f"{word}市")
    attending = AttendingDoctor.objects.create(region=region, name=f"{word}主治医")
    nurse = make_nurse(station, username=f"nurse-of-{number[-1]}", display_name=f"{word}看護師")
    rows = [region, clinic.team, clinic, doctor, doctor.contacts.get(), period]
    absence = make_absence(attending, entered_by=nurse, substitute=doctor, note=f"{word}学会")
    return dict(zip(PAGES, [*rows, station, attending, absence, nurse], strict=True))


@pytest.fixture
def ours():
    return furnish("当地", "+819000000001")


@pytest.fixture
def theirs():
    return furnish("他所", "+819000000002")


@pytest.fixture
def office(client, ours):
    clerk = User.objects.create_user(
        "clerk", role=Role.STAFF, is_staff=True, region=ours["teams/region"], display_name="様式"
    )
    client.force_login(clerk)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_clerk_lists_the_rows_of_her_region_and_no_others(office, theirs, path):
    answer = office.get(f"/admin/{path}/")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "当地" in shown
    assert "他所" not in shown


@pytest.mark.parametrize("path", PAGES)
def test_a_clerk_opens_the_rows_of_her_region_and_no_others(office, ours, theirs, path):
    answer = office.get(f"/admin/{path}/{ours[path].pk}/change/")
    assert answer.status_code == 200
    assert "他所" not in answer.content.decode()
    # The admin leads away from what is not there.
    assert office.get(f"/admin/{path}/{theirs[path].pk}/change/").status_code == 302
    assert office.post(f"/admin/{path}/{theirs[path].pk}/change/", {}).status_code == 302


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_clerk_is_offered_her_region_alone_when_she_adds(office, theirs, path):
    answer = office.get(f"/admin/{path}/add/")
    assert answer.status_code == 200
    assert "他所" not in answer.content.decode()


@pytest.mark.parametrize(
    ("model", "field", "related"),
    [
        ("doctor", "clinic", "teams/clinic"),
        ("clinic", "team", "teams/team"),
        ("contact", "doctor", "teams/doctor"),
        ("unavailability", "clinic", "teams/clinic"),
    ],
)
def test_autocompletion_offers_her_region_alone(office, ours, theirs, model, field, related):
    query = {"app_label": "teams", "model_name": model, "field_name": field, "term": ""}
    found = office.get("/admin/autocomplete/", query).json()["results"]
    assert [row["id"] for row in found] == [str(ours[related].pk)]


def test_a_clerk_cannot_put_a_row_into_another_region(office, theirs):
    answer = office.post(
        "/admin/teams/doctor/add/",
        {
            "clinic": theirs["teams/clinic"].pk,
            "name": "越境 さん",
            "position": 1,
            **inlines(contacts=NONE, unavailabilities=NONE),
        },
    )
    assert answer.status_code == 200
    assert "clinic" in answer.context["adminform"].form.errors
    assert not Doctor.objects.filter(name="越境 さん").exists()


def test_a_number_with_hyphens_finds_the_doctor(office, ours):
    ours["teams/doctor"].name_kana = "トウチ イシ"
    ours["teams/doctor"].save()
    for typed in ("090-0000-0001", "０９０００００", "とうち", "当地医師"):
        assert "当地医師" in results(office, "/admin/teams/doctor/", typed)
    assert "当地医師" not in results(office, "/admin/teams/doctor/", "090-0000-0002")


def test_a_clerk_adds_a_doctor_with_numbers_as_people_write_them(office, ours):
    answer = office.post("/admin/teams/doctor/add/", new_doctor(ours, "０９０－００００－０００７"))
    assert answer.status_code == 302
    contact = Contact.objects.get(doctor__name="新任 さん")
    assert contact.number == "+819000000007"
    page = office.get(f"/admin/teams/doctor/{contact.doctor_id}/change/").content.decode()
    assert "090-0000-0007" in page


def test_a_number_that_another_doctor_has_is_refused_in_japanese(office, ours):
    answer = office.post("/admin/teams/doctor/add/", new_doctor(ours, "090-0000-0001"))
    assert answer.status_code == 200
    assert "この番号は別の医師に登録されています" in answer.content.decode()
    assert not Doctor.objects.filter(name="新任 さん").exists()


def test_a_period_that_ends_before_it_starts_is_refused_in_japanese(office, ours):
    answer = office.post(
        "/admin/teams/unavailability/add/",
        {
            "doctor": ours["teams/doctor"].pk,
            "starts_at_0": "2026/10/02",
            "starts_at_1": "09:00",
            "ends_at_0": "2026/10/01",
            "ends_at_1": "09:00",
        },
    )
    assert "終了は開始より後にしてください" in answer.content.decode()


def test_a_clerk_enters_an_absence_and_is_named_as_who_did(office, ours):
    away = ours["stations/attendingdoctor"]
    posted = {
        "attending_doctor": away.pk,
        "starts_at_0": "2030/10/01",
        "starts_at_1": "09:00",
        "ends_at_0": "2030/10/03",
        "ends_at_1": "18:00",
        "substitute": ours["teams/doctor"].pk,
        **inlines(covers=NONE),
    }
    assert office.post("/admin/stations/absence/add/", posted).status_code == 302
    absence = away.absences.latest("pk")
    assert absence.entered_by.username == "clerk"
    assert absence.entered_at is not None
    again = office.post("/admin/stations/absence/add/", posted).content.decode()
    assert "すでに登録されています" in again


@pytest.mark.parametrize(("when", "there"), [("now", True), ("soon", False), ("over", False)])
def test_a_clerk_filters_absences_by_when(office, when, there):
    shown = office.get("/admin/stations/absence/", {"when": when}).context["cl"].result_list
    assert bool(shown) is there


def test_a_clerk_deletes_no_doctor(office, ours):
    page = f"/admin/teams/doctor/{ours['teams/doctor'].pk}/delete/"
    assert office.post(page, {"post": "yes"}).status_code == 403


def test_the_list_of_doctors_costs_the_same_for_many(office, ours, django_assert_max_num_queries):
    for number in range(10, 30):
        make_contact(make_doctor(ours["teams/clinic"]), f"+8190000000{number}")
    with django_assert_max_num_queries(20):
        office.get("/admin/teams/doctor/")


def test_an_operator_sees_every_region(client, ours, theirs):
    client.force_login(User.objects.create_superuser("operator"))
    for path in PAGES:
        shown = client.get(f"/admin/{path}/").content.decode()
        assert "当地" in shown, path
        assert "他所" in shown, path
        assert client.get(f"/admin/{path}/{theirs[path].pk}/change/").status_code == 200


def test_staff_without_a_region_see_nothing(client, ours):
    lost = User.objects.create_user("lost", is_staff=True, display_name="迷子")
    lost.user_permissions.set(Permission.objects.all())
    client.force_login(lost)
    for path in PAGES:
        assert "当地" not in client.get(f"/admin/{path}/").content.decode()


def test_a_nurse_does_not_get_in(client, ours):
    client.force_login(ours["stations/user"])
    assert client.get("/admin/teams/doctor/").status_code == 302


def test_every_permission_of_the_office_exists():
    known = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert permissions(OFFICE_MAY) <= known
    assert permissions(AUDITOR_MAY) <= known
    assert not {"teams.add_region", "stations.delete_user"} & permissions(OFFICE_MAY)


def test_a_clerk_enters_a_stations_own_order(office, ours):
    form = office.get(f"/admin/stations/station/{ours['stations/station'].pk}/change/")
    [preferences] = [one.formset.prefix for one in form.context["inline_admin_formsets"]]
    assert preferences == "preferences"


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": Role.NURSE}])
def test_the_rights_go_with_the_role(office, ours, changes):
    User.objects.filter(username="clerk").update(**changes)
    assert office.get("/admin/teams/doctor/").status_code in (302, 403)


def test_a_new_station_belongs_to_the_clerks_region(office, ours):
    form = office.get("/admin/stations/station/add/").context["adminform"].form
    assert form.get_initial_for_field(form.fields["region"], "region") == ours["teams/region"].pk
    assert Station.objects.count() == 1
    assert Clinic.objects.count() == 1


def results(client, page, typed):
    """The rows of a list, without the page around them."""
    changelist = client.get(page, {"q": typed}).context["cl"]
    return [str(row) for row in changelist.result_list]


def inlines(**of):
    return {f"{name}-{key}": value for name, form in of.items() for key, value in form.items()}


def new_doctor(ours, number):
    return {
        "clinic": ours["teams/clinic"].pk,
        "name": "新任 さん",
        "position": 2,
        "is_active": "on",
        **inlines(contacts=ONE, unavailabilities=NONE),
        "contacts-0-number": number,
        "contacts-0-rank": 1,
        "contacts-0-can_voice": "on",
        "contacts-0-can_text": "on",
    }
