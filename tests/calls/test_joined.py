"""Rows by SQL that is written once: what Django's own queries give, in one statement."""

import pytest
from django.db import connection, transaction

from calls.models import Attempt, Escalation, Offer
from calls.models.joined import Joined
from teams.models import Contact

BY_KEY = '"own"."id" = %s'


def fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def pressed(make):
    night = make(doctors=2)
    night.press(address="丸の内1-1", handover="38度8分")
    return night.escalation


def test_a_row_and_those_above_it(pressed, django_assert_num_queries):
    rows = Joined(Escalation, "station", "station__region", condition=BY_KEY)
    theirs = Escalation.objects.select_related("station__region").get(pk=pressed.pk)
    with django_assert_num_queries(1):
        ours = rows.get(pressed.pk)
        assert fields(ours) == fields(theirs)
        assert fields(ours.station) == fields(theirs.station)
        assert fields(ours.station.region) == fields(theirs.station.region)
    assert (ours.address, ours.handover) == ("丸の内1-1", "38度8分")  # decrypted


def test_it_is_a_row_that_can_be_saved(pressed):
    ours = Joined(Escalation, condition=BY_KEY).get(pressed.pk)
    ours.area = "湯村"
    ours.save(update_fields=["area"])
    pressed.refresh_from_db()
    assert pressed.area == "湯村"
    assert Escalation.objects.count() == 1


def test_in_the_order_that_is_wanted(pressed, django_assert_num_queries):
    rows = Joined(Offer, "doctor", "doctor__clinic", condition='"own"."escalation_id" = %s')
    theirs = list(pressed.offers.select_related("doctor__clinic").order_by("-position"))
    with django_assert_num_queries(1):
        ours = rows.all(pressed.pk, suffix='ORDER BY "own"."position" DESC')
        assert [fields(one) for one in ours] == [fields(one) for one in theirs]
        assert [fields(one.doctor.clinic) for one in ours] == [
            fields(one.doctor.clinic) for one in theirs
        ]


def test_what_a_row_does_not_refer_to(pressed, django_assert_num_queries):
    rows = Joined(Attempt, "notice", "notice__offer", "offer", condition=BY_KEY)
    attempt = pressed.attempts.first()
    with django_assert_num_queries(1):
        ours = rows.get(attempt.pk)
        assert ours.notice is None
        assert ours.offer.pk == attempt.offer_id


def test_nothing_is_found(pressed):
    rows = Joined(Escalation, condition=BY_KEY)
    assert rows.get(pressed.pk + 1) is None
    assert rows.all(pressed.pk + 1) == []


def test_further_values_come_first(pressed):
    more = {"later": '"own"."rank" + %s', "doctors": "(SELECT count(*) FROM teams_doctor)"}
    contact = Contact.objects.first()
    ours = Joined(Contact, condition=BY_KEY, also=more).get(10, contact.pk)
    assert (ours.later, ours.doctors) == (contact.rank + 10, 2)
    assert fields(ours) == fields(contact)


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_one(make):
    night = make(doctors=1)
    night.press()
    rows = Joined(Escalation, "station", condition=BY_KEY)
    with transaction.atomic():
        rows.get(night.escalation.pk, suffix='FOR UPDATE OF "own"')
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM calls_escalation FOR UPDATE SKIP LOCKED")
                assert cursor.fetchall() == []
        finally:
            other.close()
