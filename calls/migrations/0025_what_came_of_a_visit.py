import django.db.models.deletion
import stations.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0024_what_the_doctor_should_know'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='settlement', serialize=False, to='calls.escalation', verbose_name='escalation')),
                ('billed_by', models.CharField(blank=True, choices=[('visiting', "the visiting doctor's clinic"), ('attending', "the attending doctor's clinic"), ('open', 'not settled yet')], max_length=20, verbose_name='billed by')),
                ('hours', models.CharField(blank=True, choices=[('urgent', 'urgent'), ('night', 'night or holiday'), ('deep_night', 'late at night'), ('none', 'none')], max_length=20, verbose_name='add-on')),
                ('linked', models.CharField(blank=True, max_length=10, verbose_name='standing link of the clinics')),
                ('linked_since', models.CharField(blank=True, max_length=200, verbose_name='linked since')),
                ('honorarium', models.PositiveIntegerField(blank=True, null=True, verbose_name='honorarium (yen)')),
                ('travel_cost', models.PositiveIntegerField(blank=True, null=True, verbose_name='travel (yen)')),
                ('paid_by', models.CharField(blank=True, max_length=200, verbose_name='paid by')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'settlement',
                'verbose_name_plural': 'settlements',
            },
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='happening',
            field=models.CharField(choices=[('opened', 'Search started'), ('asked', 'Asked'), ('tried', 'Tried by another way'), ('moved', 'Progress of a call or SMS'), ('called', 'Called by the nurse, not reached'), ('passed', 'Passed over'), ('declined', 'Declined'), ('silent', 'No answer'), ('unreachable', 'Not reached'), ('accepted', 'Accepted'), ('withdrawn', 'No longer needed'), ('too_late', 'Answered too late'), ('unclear', 'Replied, unclear'), ('moved_first', 'Put first by the nurse'), ('paused', 'Everyone was asked; once more after a pause'), ('round', 'Next round'), ('unanswered', 'Nobody found'), ('told', 'Told'), ('reminded', 'Reminded'), ('contacted', 'They have spoken'), ('arrives', 'Time of arrival'), ('arrived', 'Arrived'), ('taken_over', 'Taken over'), ('released', 'Relieved: the search goes on'), ('handed_back', 'Handed back: the search goes on'), ('comes', 'Comes, after advice by phone'), ('handed_over', 'Handover written'), ('reported', 'Visit report written'), ('posted', 'Posted in the medical network'), ('closed', 'Closed'), ('reopened', 'Opened again'), ('cancelled', 'Called off'), ('alarmed', 'Alarmed'), ('took_charge', 'Took charge'), ('queued', "Waits for a coordinator's pick"), ('picked', 'Picked by a coordinator'), ('list_started', 'The list starts by itself')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='VisitReport',
            fields=[
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='report', serialize=False, to='calls.escalation', verbose_name='escalation')),
                ('text', stations.encryption.EncryptedTextField(blank=True, verbose_name='what was written')),
                ('letter', models.CharField(blank=True, choices=[('asked', 'asked for'), ('received', 'received'), ('not_needed', 'not needed')], max_length=20, verbose_name="attending doctor's letter")),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('changed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('offer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.offer', verbose_name='of the doctor')),
            ],
            options={
                'verbose_name': 'visit report',
                'verbose_name_plural': 'visit reports',
            },
        ),
    ]
