"""F36: old and new code run side by side while a release goes out: expand first, contract later."""

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

OURS = ("calls", "stations", "teams")
# What the first release was made with; nobody ran anything before it.
FIRST_RELEASE = {"calls": "0008", "stations": "0004", "teams": "0004"}
CONTRACTIONS = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.DeleteModel,
)


def later_migrations():
    disk = MigrationLoader(None).disk_migrations
    return [
        migration
        for (app, name), migration in sorted(disk.items())
        if app in OURS and name[:4] > FIRST_RELEASE[app]
    ]


def test_f36_there_is_something_to_look_at():
    assert later_migrations()


@pytest.mark.parametrize("migration", later_migrations(), ids=str)
def test_f36_old_code_writes_rows_beside_new_columns(migration):
    """It names none of them in an INSERT: each is empty, or the database fills it in."""
    made_here = {
        operation.name_lower
        for operation in migration.operations
        if isinstance(operation, migrations.CreateModel)
    }
    for operation in migration.operations:
        if isinstance(operation, migrations.AddField) and (
            operation.model_name_lower not in made_here
        ):
            field = operation.field
            filled = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
            assert filled, f"{operation.model_name}.{operation.name} needs null or db_default"


@pytest.mark.parametrize("migration", later_migrations(), ids=str)
def test_f36_nothing_is_taken_away_from_old_code(migration):
    """Whoever has to: in the release after the one that stopped using it, and named here."""
    taken = [one for one in migration.operations if isinstance(one, CONTRACTIONS)]
    assert taken == []
