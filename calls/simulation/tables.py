"""What a night on tables needs of PostgreSQL: a clock, one look around, small numbers."""

# Most of a night's time is spent on statements, so there is one after each event: what was
# planned since, and when `Attempt.objects.unplaced`, `to_stop` or `unheard_of` will find something.
LOOK_AROUND = """
SELECT array(SELECT id FROM calls_attempt WHERE id > %s ORDER BY id),
    least(
    (SELECT min(wake_at) FROM calls_escalation WHERE ended_at IS NULL),
    (SELECT min(CASE
        WHEN state = 'planned' THEN greatest(due_at + interval '0.3 s',
            CASE WHEN in_line AND channel = 'voice'
                 THEN (SELECT min(free_at) FROM calls_carrierslot) END)
        WHEN state = 'placing' THEN lease_until
        WHEN sid IS NOT NULL THEN least(
            CASE WHEN stop_wanted THEN coalesce(lease_until, placed_at) END,
            CASE WHEN channel = 'voice' THEN coalesce(reconciled_at, placed_at) + interval '150 s'
                 WHEN reconciled_at IS NULL THEN placed_at + interval '10 min' END
        ) END)
     FROM calls_attempt
     WHERE state IN ('planned', 'placing', 'queued', 'ringing', 'answered', 'sent'))
)"""


THE_TIME = "backup_dispatch.simulated_time"
# PostgreSQL's own clock is found in `pg_catalog`, after this one. A machine that stands still for
# long ends no night, and no statement of it is planned anew.
A_CLOCK = f"""
CREATE SCHEMA simulated;
CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT current_setting('{THE_TIME}')::timestamptz $$;
SET LOCAL plan_cache_mode = force_generic_plan;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL statement_timeout = 0;
SET LOCAL search_path = simulated, pg_catalog, public"""


class Numbers:
    """Small numbers for primary keys, in the order in which they were met: sequences go on over
    a rollback, and the same seed shall tell the same story."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self._numbers: dict[int, int] = {}

    def of(self, key: int) -> int:
        if key not in self._numbers:
            self.keys.append(key)
            self._numbers[key] = len(self.keys)
        return self._numbers[key]

    def key(self, number: int) -> int:
        return self.keys[number - 1]
