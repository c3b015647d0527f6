"""The timeline can be read, never changed; only the raw words of people can be erased."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION calls_timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.words = ''
       AND to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER calls_timeline_is_append_only
    BEFORE UPDATE OR DELETE ON calls_timelineentry
    FOR EACH ROW EXECUTE FUNCTION calls_timeline_is_append_only();
"""
BACKWARDS = """
DROP TRIGGER calls_timeline_is_append_only ON calls_timelineentry;
DROP FUNCTION calls_timeline_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
