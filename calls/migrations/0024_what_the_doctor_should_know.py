import django.db.models.deletion
import stations.encryption
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0023_what_a_nurse_hears_on_the_telephone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='timelineentry',
            name='happening',
            field=models.CharField(choices=[('opened', 'Search started'), ('asked', 'Asked'), ('tried', 'Tried by another way'), ('moved', 'Progress of a call or SMS'), ('called', 'Called by the nurse, not reached'), ('passed', 'Passed over'), ('declined', 'Declined'), ('silent', 'No answer'), ('unreachable', 'Not reached'), ('accepted', 'Accepted'), ('withdrawn', 'No longer needed'), ('too_late', 'Answered too late'), ('unclear', 'Replied, unclear'), ('moved_first', 'Put first by the nurse'), ('paused', 'Everyone was asked; once more after a pause'), ('round', 'Next round'), ('unanswered', 'Nobody found'), ('told', 'Told'), ('reminded', 'Reminded'), ('contacted', 'They have spoken'), ('arrives', 'Time of arrival'), ('arrived', 'Arrived'), ('taken_over', 'Taken over'), ('released', 'Relieved: the search goes on'), ('handed_back', 'Handed back: the search goes on'), ('comes', 'Comes, after advice by phone'), ('handed_over', 'Handover written'), ('posted', 'Posted in the medical network'), ('closed', 'Closed'), ('reopened', 'Opened again'), ('cancelled', 'Called off'), ('alarmed', 'Alarmed'), ('took_charge', 'Took charge'), ('queued', "Waits for a coordinator's pick"), ('picked', 'Picked by a coordinator'), ('list_started', 'The list starts by itself')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='written', serialize=False, to='calls.escalation', verbose_name='escalation')),
                ('text', stations.encryption.EncryptedTextField(blank=True, verbose_name='what was written')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('changed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
            },
        ),
    ]
