"""The timeline: numbered, chained, and never changed."""

import pytest
from django.db import IntegrityError, connection, transaction

from calls import hearing
from calls.models import TimelineEntry, Via

pytestmark = pytest.mark.django_db

WORDS = "もう少し待ってください"


@pytest.fixture
def escalation(night):
    hearing.hear(sender="+819000000001", body=WORDS, sid="SM" + "1" * 32)
    night.accept(1, Via.REPLY, minutes=30, words="1 30")
    return night.escalation


def entries(escalation):
    return list(escalation.timeline.order_by("number"))


def broken(escalation):
    """The numbers of the entries that no longer fit into the chain."""
    head, found = "", []
    for entry in entries(escalation):
        if entry.previous_hash != head or entry.hash != entry.computed_hash():
            found.append(entry.number)
        head = entry.hash
    return found


def write_over(entry, assignment):
    """What somebody with the database's own power could do: past the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE calls_timelineentry DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE calls_timelineentry SET {assignment} WHERE id = %s", [entry.pk])
        cursor.execute("ALTER TABLE calls_timelineentry ENABLE TRIGGER USER")


def test_it_tells_what_happened_in_order(escalation):
    told = [(entry.number, entry.happening) for entry in entries(escalation)]
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert [what for _, what in told if what != "told"] == [
        "opened",
        "asked",
        "unclear",
        "accepted",
    ]


def test_every_entry_carries_the_hash_of_the_one_before(escalation):
    escalation.refresh_from_db()
    assert broken(escalation) == []
    assert entries(escalation)[-1].hash == escalation.head


@pytest.mark.parametrize(
    "assignment",
    [
        "at = at - interval '1 minute'",
        "happening = 'declined'",
        "offer_id = NULL",
        "details = '{\"minutes\": 90}'",
        "words_digest = ''",
    ],
)
def test_a_change_past_the_trigger_breaks_the_chain(escalation, assignment):
    accepted = next(entry for entry in entries(escalation) if entry.happening == "accepted")
    with transaction.atomic():
        write_over(accepted, assignment)
        assert accepted.number in broken(escalation)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda all: all.update(happening="declined"), id="update"),
        pytest.param(lambda all: all.update(words="別の言葉"), id="other words"),
        pytest.param(lambda all: all.update(words="", happening="asked"), id="erase and more"),
        pytest.param(lambda all: all._raw_delete(all.db), id="delete"),
    ],
)
def test_the_database_refuses_any_change(escalation, change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(TimelineEntry.objects.filter(escalation=escalation))


def test_the_database_refuses_to_empty_it(escalation):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL backup_dispatch.timeline_may_be_emptied = ''")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE calls_timelineentry CASCADE")
        cursor.execute("SET LOCAL backup_dispatch.timeline_may_be_emptied = 'on'")
    assert entries(escalation)


def test_the_words_of_people_can_be_erased_and_the_chain_still_holds(escalation):
    unclear = escalation.timeline.filter(happening="unclear")
    assert unclear.get().words == WORDS
    unclear.update(words="")
    assert unclear.get().words == ""
    assert unclear.get().words_digest
    assert broken(escalation) == []


def test_the_words_of_people_are_not_readable_in_the_database(escalation):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM calls_timelineentry WHERE words <> ''")
        stored = [words for [words] in cursor.fetchall()]
    assert len(stored) == 2
    assert not any(WORDS in words for words in stored)
