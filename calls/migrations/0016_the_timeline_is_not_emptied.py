"""The timeline cannot be emptied at one go either.

Tests that commit are cleaned up by TRUNCATE; their database says so by a setting of its own.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION calls_timeline_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('backup_dispatch.timeline_may_be_emptied', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER calls_timeline_is_not_emptied
    BEFORE TRUNCATE ON calls_timelineentry
    FOR EACH STATEMENT EXECUTE FUNCTION calls_timeline_is_not_emptied();
"""
BACKWARDS = """
DROP TRIGGER calls_timeline_is_not_emptied ON calls_timelineentry;
DROP FUNCTION calls_timeline_is_not_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0015_until_he_is_there_and_drills")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
