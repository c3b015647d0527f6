"""The page behind the link of a notice: a doctor takes an absence, and takes it back."""

import pytest
from django.test import Client

from calls.dispatch import clock
from calls.dispatch.cover import who_is_first
from calls.models import AbsenceNotice
from calls.models.offer import digest_of
from calls.views.absence_link import LINK_LIVES
from stations import services
from stations.models import AbsenceCover
from tests.make import (
    make_absence,
    make_attending,
    make_clinic,
    make_doctor,
    make_outsider,
    make_region,
    mobile,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor():
    return make_doctor(make_clinic(make_region()), mobile(1))


@pytest.fixture
def away(doctor):
    return make_attending(doctor.clinic.team.region, name="台本 かおる")


@pytest.fixture
def absence(away):
    return make_absence(away, note="学会")


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=True)


def link_of(doctor, **fields):
    """The path in his SMS."""
    notice = AbsenceNotice(
        doctor=doctor,
        number=mobile(1),
        **{"day": clock.now().date(), "created_at": clock.now()} | fields,
    )
    notice.token_digest = digest_of(notice.token)
    notice.save()
    return f"/a/{notice.token}"


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def say(client, path, answer, absence):
    response = client.post(path, {"answer": answer, "absence": absence.pk})
    assert response.status_code == 303
    assert response["Location"] == path


def test_one_tap_takes_it_and_one_takes_it_back(doctor, away, absence, phone):
    path = link_of(doctor)
    assert "引き受けます" in page(phone, path)
    for _ in range(2):
        say(phone, path, "take", absence)
    assert [one.doctor for one in who_is_first(away, clock.now())] == [doctor]
    assert "取り消す" in page(phone, path)
    for _ in range(2):
        say(phone, path, "back", absence)
    assert who_is_first(away, clock.now()) == ()
    assert "取り消す" not in page(phone, path)


def test_the_page_says_who_is_away_when_and_who_stands_in(doctor, away, absence, phone):
    colleague = make_doctor(doctor.clinic)
    services.take_absence(absence=absence, doctor=colleague, now=clock.now())
    absence.substitute = make_outsider(away.region, mobile(70), name="隣町 いちろう")
    absence.save()
    shown = page(phone, link_of(doctor))
    for fact in ("台本 かおる", "学会", "隣町 いちろう", colleague.name):
        assert fact in shown
    assert "090-0000-0070" not in shown


def test_looking_changes_nothing_however_often(doctor, absence, phone):
    path = link_of(doctor)
    for _ in range(2):
        page(phone, path)
        phone.head(path)
        phone.get(f"{path}?answer=take&absence={absence.pk}")
    assert not AbsenceCover.objects.exists()


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_another_answer_changes_nothing(answer, doctor, absence, phone):
    say(phone, link_of(doctor), answer, absence)
    assert not AbsenceCover.objects.exists()


def test_neither_another_region_nor_his_own_absence_is_his_to_take(doctor, away, absence, phone):
    elsewhere = make_absence(make_attending(make_region(), name="他所 さん"))
    away.team_doctor = doctor
    away.save()
    path = link_of(doctor)
    for one in (elsewhere, absence):
        say(phone, path, "take", one)
        assert one.attending_doctor.name not in page(phone, path)
    phone.post(path, {"answer": "take", "absence": "x"})
    assert not AbsenceCover.objects.exists()


def test_what_was_called_off_is_gone_from_the_page(doctor, absence, phone):
    services.end_absence(absence=absence, now=clock.now())
    path = link_of(doctor)
    say(phone, path, "take", absence)
    assert "不在の予定はありません" in page(phone, path)
    assert not AbsenceCover.objects.exists()


def test_an_unknown_an_old_and_a_former_doctors_link_open_nothing(doctor, absence, phone):
    old = link_of(doctor, created_at=clock.now() - LINK_LIVES)
    path = link_of(doctor, day="2026-01-01")
    doctor.is_active = False
    doctor.save()
    for one in (old, path, "/a/" + "x" * 22):
        for answer in (phone.get(one), phone.post(one, {"answer": "take", "absence": absence.pk})):
            assert answer.status_code == 404
            assert "台本" not in answer.content.decode()


def test_the_page_is_kept_nowhere_and_leads_nowhere(doctor, absence, phone):
    response = phone.get(link_of(doctor))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "<script" not in response.content.decode()


def test_a_link_of_absences_is_no_link_of_an_offer(doctor, absence, phone):
    assert phone.get(link_of(doctor).removeprefix("/a")).status_code == 404
