"""An open search is looked at when it would have been, now that alarms have a time too."""

from django.db import migrations
from django.db.models import F

OPEN = ["searching", "unanswered", "accepted", "contacted"]


def keep(apps, schema_editor):
    escalations = apps.get_model("calls", "Escalation").objects
    escalations.filter(status__in=OPEN).update(search_at=F("wake_at"))


class Migration(migrations.Migration):
    dependencies = [("calls", "0013_alarms_and_a_coordinators_queue")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
