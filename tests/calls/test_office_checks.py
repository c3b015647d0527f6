"""City staff: what is proven of a number, what came of its checks, and "check it now"."""

import pytest

from calls.checking import check_contacts, send_what_staff_asked_for
from calls.models import ContactCheck
from stations.models import Role, User
from teams.models import Contact
from tests.calls.clocks import set_clock, turn_back
from tests.make import (
    make_clinic,
    make_contact,
    make_doctor,
    make_night,
    make_region,
    mobile,
    press,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/teams/contact/"


@pytest.fixture(autouse=True)
def tuesday(db, settings):
    settings.CALLS_PER_SECOND = 1000
    set_clock("2026-11-24 13:30")
    yield
    turn_back()


@pytest.fixture
def doctor():
    return make_doctor(make_clinic(make_region()))


@pytest.fixture
def office(client, doctor):
    clerk = User.objects.create_user(
        "clerk", role=Role.STAFF, is_staff=True, region=doctor.clinic.team.region
    )
    client.force_login(clerk)
    return client


def ask(office, *contacts):
    chosen = {"action": "check_numbers", "_selected_action": [contact.pk for contact in contacts]}
    return office.post(LIST, chosen, follow=True).content.decode()


def test_a_clerk_checks_a_number_and_sees_what_came_of_it(office, doctor, outbox):
    contact = make_contact(doctor, mobile(1), text_proven_at=None)
    assert "2 件" in ask(office, contact)
    assert "待っている確認があるか" in ask(office, contact)
    send_what_staff_asked_for()
    assert len(outbox.calls) == len(outbox.texts) == 1
    ContactCheck.objects.filter(channel="text").update(state="undelivered", error_code=30005)
    page = office.get(f"{LIST}{contact.pk}/change/").content.decode()
    assert "もう使われていません" in page
    assert "職員が指示" in page


@pytest.mark.parametrize("moment", ["2026-11-24 07:59", "2026-11-24 20:00"])
def test_nobody_is_called_at_night(office, doctor, outbox, moment):
    set_clock(moment)
    assert "8時から20時" in ask(office, make_contact(doctor, mobile(1)))
    assert outbox.calls == []


def test_nobody_is_called_while_a_doctor_is_searched_for(office, doctor, outbox):
    press(make_night(1)[0])
    before = len(outbox.calls)
    assert "医師を探しています" in ask(office, make_contact(doctor, mobile(9)))
    assert len(outbox.calls) == before


def test_not_more_than_ten_at_once(office, doctor, outbox):
    contacts = [make_contact(doctor, mobile(n), rank=n) for n in range(1, 12)]
    assert "10 件まで" in ask(office, *contacts)
    assert outbox.calls == []


def test_numbers_of_another_region_are_not_there(office, outbox):
    theirs = make_contact(make_doctor(make_clinic(make_region())), mobile(5))
    ask(office, theirs)
    assert outbox.calls == []


def test_the_list_says_what_is_proven_and_what_is_wrong(office, doctor):
    make_contact(doctor, mobile(1), voice_proven_at="2026-10-02T00:00Z", text_proven_at=None)
    make_contact(doctor, mobile(2), rank=2, text_unusable="21610", doubted_at="2026-11-03T00:00Z")
    make_contact(doctor, mobile(3), rank=3, checks_muted=True)
    page = office.get(LIST).content.decode()
    for words in ("2026/10/02", "未確認", "STOP", "別の人が出ました", "確認を希望しない"):
        assert words in page, words


def test_the_log_of_checks_is_read_only(office, doctor):
    make_contact(doctor, mobile(1), voice_proven_at=None)
    check_contacts()
    check = ContactCheck.objects.get()
    page = office.get("/admin/calls/contactcheck/").content.decode()
    assert doctor.name in page
    detail = office.get(f"/admin/calls/contactcheck/{check.pk}/change/").content.decode()
    assert check.token not in detail
    assert "_save" not in detail
    assert office.get("/admin/calls/contactcheck/add/").status_code == 403
    assert Contact.objects.count() == 1
