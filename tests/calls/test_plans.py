"""How PostgreSQL plans what is asked again and again."""

import pytest
from django.db import connection

from calls.management.commands.watch import Watch

# After five times with their values, PostgreSQL thinks of a plan for any value.
OFTEN = 12
PREPARED = """
SELECT statement, generic_plans FROM pg_prepared_statements WHERE parameter_types <> '{}'"""


@pytest.mark.django_db
def test_what_the_watch_asks_is_planned_with_its_values(night):
    """Otherwise the partial indexes are not used, and a look reads the calls of all years."""
    night.press()
    watch = Watch()
    for _ in range(OFTEN):
        watch.look()
    watch.stop()
    with connection.cursor() as cursor:
        cursor.execute(PREPARED)
        plans = cursor.fetchall()
    assert any('"calls_attempt"' in statement for statement, _ in plans)
    assert [statement for statement, generic in plans if generic] == []
