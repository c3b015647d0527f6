"""Whatever is broken on purpose, the audit names it; and it reads no more than it has to."""

import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from calls import services
from calls.audit import EVERYTHING, Finding, Scope, look
from calls.audit.looking import one_moment
from calls.dispatch import clock
from calls.models import Attempt, AuditRun, Escalation, Outcome, Via
from calls.telephony.base import Progress
from tests.make import make_responsible, press

pytestmark = pytest.mark.django_db

NO_TRIGGER = "ALTER TABLE calls_timelineentry DISABLE TRIGGER USER"
TRIGGER = "ALTER TABLE calls_timelineentry ENABLE TRIGGER USER"
NO_WAKE_UP = "ALTER TABLE calls_escalation DROP CONSTRAINT an_open_escalation_has_a_wake_up"
RING_TOGETHER = "DROP INDEX a_number_rings_once_at_a_time"
HELD_TOGETHER = "DROP INDEX a_number_is_asked_about_one_escalation_at_a_time"


NO_END = "ALTER TABLE calls_escalation DROP CONSTRAINT an_ended_escalation_has_an_end"


@pytest.fixture
def night(make):
    """The first was busy, the second rings out once, and rings again."""
    night = make()
    night.press()
    night.call(1, Progress.BUSY)
    night.rings_out(2)
    return night


@contextmanager
def broken(*statements):
    """As somebody with the database's own power could; undone afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in statements:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def findings(scope=EVERYTHING):
    return [one for one in look(scope) if isinstance(one, Finding)]


def audit(**options):
    out = StringIO()
    call_command("audit", stdout=out, **options)
    return out.getvalue()


def test_an_alarm_that_nobody_ends_or_that_comes_after_the_end_is_found(make):
    night = make(doctors=0)
    make_responsible(night.nurse.stations.get().region)
    night.press()
    assert night.alarmed
    over = "UPDATE calls_escalation SET alarm_why = '', alarm_since = NULL, alarm_at = NULL"
    with broken(over):
        assert [one.what for one in findings()] == ["runs, and nothing is alarmed about"]
    with broken(NO_END, "UPDATE calls_escalation SET ended_at = opened_at - interval '1 s'"):
        assert "was raised after the end" in [one.what for one in findings()]


# --- Every invariant, broken ------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "invariant", "what"),
    [
        pytest.param(
            [NO_WAKE_UP, "UPDATE calls_escalation SET wake_at = NULL"],
            "I1",
            "nothing will ever wake it",
            id="an open escalation sleeps for ever",
        ),
        pytest.param(
            [
                "DROP INDEX one_doctor_accepts_an_escalation",
                "UPDATE calls_offer SET state = 'accepted'",
            ],
            "I2",
            "3 doctors accepted",
            id="several doctors accepted",
        ),
        pytest.param(
            ["UPDATE calls_escalation SET accepted_at = opened_at - interval '1 s'"],
            "I3",
            "made after a yes",
            id="an attempt after the yes",
        ),
        pytest.param(
            [
                NO_TRIGGER,
                "UPDATE calls_timelineentry SET happening = 'accepted' WHERE number = 2",
                TRIGGER,
            ],
            "I3",
            "asked after a yes",
            id="somebody was asked after the yes on the timeline",
        ),
        pytest.param(
            ["UPDATE calls_attempt SET ended_at = NULL WHERE state = 'busy'"],
            "I4",
            "is busy, end unclear",
            id="an end without a time",
        ),
        pytest.param(
            ["UPDATE calls_attempt SET ended_at = created_at WHERE state = 'queued'"],
            "I4",
            "is queued, end unclear",
            id="a time without an end",
        ),
        pytest.param(
            ["UPDATE calls_attempt SET placed_at = NULL WHERE state = 'queued'"],
            "I4",
            "never ask after it",
            id="a call that the watch forgot",
        ),
        pytest.param(
            [
                NO_TRIGGER,
                "UPDATE calls_timelineentry SET at = at + interval '1 s' WHERE number = 3",
                TRIGGER,
            ],
            "I5",
            "entry 3 was changed",
            id="an entry was changed",
        ),
        pytest.param(
            [NO_TRIGGER, "DELETE FROM calls_timelineentry WHERE number = 3", TRIGGER],
            "I5",
            "entry 3 is not there",
            id="an entry is gone",
        ),
        pytest.param(
            [
                NO_TRIGGER,
                "DELETE FROM calls_timelineentry t USING calls_escalation e"
                " WHERE t.escalation_id = e.id AND t.number = e.sequence",
                TRIGGER,
            ],
            "I5",
            "the last entry",
            id="the last entry is gone",
        ),
        pytest.param(
            [NO_TRIGGER, "DELETE FROM calls_timelineentry", TRIGGER],
            "I5",
            "its timeline is gone",
            id="all entries are gone",
        ),
        pytest.param([NO_TRIGGER], "I5", "does not guard", id="the trigger is switched off"),
        pytest.param(
            [RING_TOGETHER, "UPDATE calls_attempt SET state = 'ringing', ended_at = NULL"],
            "I6",
            "rings twice",
            id="a number rings twice",
        ),
        pytest.param(
            [HELD_TOGETHER, "UPDATE calls_attempt SET number = '+1', holds_number = true"],
            "I6",
            "is asked about twice",
            id="a number is asked about twice",
        ),
        pytest.param(
            ["UPDATE calls_attempt SET holds_number = true WHERE state = 'busy'"],
            "I6",
            "holds its number for nobody",
            id="a number is held for nobody",
        ),
        pytest.param(
            ["UPDATE calls_offer SET turn = turn + 1"],
            "I6",
            "for a past turn",
            id="a number is held for a past turn",
        ),
        pytest.param(
            ["UPDATE calls_attempt SET holds_number = false"],
            "I6",
            "its number is free",
            id="a number that is asked about is free",
        ),
        pytest.param(
            [
                NO_TRIGGER,
                "INSERT INTO calls_timelineentry (escalation_id, number, at, happening, attempt_id,"
                " details, words, words_digest, previous_hash, hash) SELECT escalation_id,"
                " number + 1000, at, happening, attempt_id,"
                """ '{"state": "ringing", "channel": "voice"}', '', '', '', '' """
                "FROM calls_timelineentry WHERE happening = 'moved' AND details->>'state' = 'busy'",
                TRIGGER,
            ],
            "I7",
            "ran backwards: busy, ringing",
            id="a call ran backwards",
        ),
    ],
)
def test_what_is_broken_is_named(night, statements, invariant, what):
    with broken(*statements):
        found = findings()
    assert any(one.invariant == invariant and what in one.what for one in found), found


def test_the_row_is_named_by_its_key(night):
    with broken("UPDATE calls_attempt SET ended_at = NULL WHERE state = 'busy'"):
        found = findings()
    busy = Attempt.objects.get(state="busy")
    assert [str(one) for one in found] == [f"I4  attempt {busy.pk}: is busy, end unclear"]


# --- The command ------------------------------------------------------------------------


def test_a_clean_database_passes(night):
    assert audit() == "1 escalations looked at, 0 findings\n"


def test_a_finding_is_printed_and_the_exit_code_is_1(night):
    out = StringIO()
    with broken(NO_TRIGGER), pytest.raises(CommandError) as error:
        call_command("audit", stdout=out)
    assert error.value.returncode == 1
    assert out.getvalue().startswith("I5  trigger")


def test_a_machine_reads_it_as_json(night):
    assert json.loads(audit(json=True)) == {"looked_at": 1, "findings": []}


def test_an_audit_with_a_finding_is_not_remembered(night):
    with broken(NO_TRIGGER), pytest.raises(CommandError):
        audit()
    assert not AuditRun.objects.exists()


def test_the_second_audit_looks_only_at_what_is_open_or_new(night):
    services.close(escalation=night.escalation, outcome=Outcome.NOBODY, by=night.nurse)
    night.turn_the_clock(hours=2)
    assert audit().startswith("1 escalations")
    assert audit().startswith("0 escalations")
    press(night.nurse)
    assert audit().startswith("1 escalations")
    assert audit(all=True).startswith("2 escalations")


def test_what_ended_shortly_before_the_last_audit_is_looked_at_again(night):
    services.close(escalation=night.escalation, outcome=Outcome.NOBODY, by=night.nurse)
    audit()
    night.turn_the_clock(minutes=30)
    assert audit().startswith("1 escalations")


def test_no_statement_of_an_audit_reads_a_whole_table(night):
    night.accept(2, Via.KEY)
    services.close(escalation=night.escalation, outcome=Outcome.VISITED, by=night.nurse)
    with CaptureQueriesContext(connection) as queries:
        assert findings(Scope(clock.now())) == []
    statements = [
        q["sql"] for q in queries if "calls_" in q["sql"] and "pg_trigger" not in q["sql"]
    ]
    assert len(statements) >= 10
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, statement + plan


@pytest.mark.django_db(transaction=True)
def test_an_audit_can_write_nothing():
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)


@pytest.mark.parametrize("everything", [True, False])
def test_every_escalation_is_in_one_batch(make, everything):
    night = make(doctors=1)
    for _ in range(5):
        services.cancel(escalation=press(night.nurse), by=night.nurse)
    press(night.nurse)
    scope = EVERYTHING if everything else Scope(clock.now())
    seen = [pk for batch in scope.batches(at_a_time=2) for pk in batch]
    assert sorted(seen) == sorted(Escalation.objects.values_list("pk", flat=True))
