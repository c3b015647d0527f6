import calls.dispatch.vocabulary
import calls.models.offer
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0020_whether_the_carrier_takes_anything'),
        ('teams', '0008_numbers_are_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='PreflightRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('findings', models.JSONField(default=list, verbose_name='findings')),
            ],
            options={
                'verbose_name': 'check of the telephones',
                'verbose_name_plural': 'checks of the telephones',
                'ordering': ['-pk'],
            },
        ),
        migrations.AlterField(
            model_name='absencenotice',
            name='day',
            field=models.DateField(verbose_name='day'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='name',
            field=models.CharField(choices=[('absences', 'Tell doctors of planned absences'), ('preflight', 'Check the way to the telephones and back'), ('checks', "Check doctors' numbers"), ('purge', 'Delete what was kept for long enough'), ('audit', 'Look for rows that break an invariant')], max_length=20, verbose_name='duty'),
        ),
        migrations.CreateModel(
            name='ContactCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=calls.models.offer.new_key, editable=False, max_length=22, unique=True, verbose_name='key')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest of the link')),
                ('number', models.CharField(max_length=16, verbose_name='number')),
                ('day', models.DateField(verbose_name='day')),
                ('state', models.CharField(choices=[('planned', 'about to go out'), ('placing', 'going out'), ('queued', 'with the carrier'), ('ringing', 'ringing'), ('answered', 'picked up'), ('sent', 'sent'), ('completed', 'picked up, no key pressed'), ('busy', 'busy'), ('no_answer', 'not picked up'), ('failed', 'failed'), ('canceled', 'hung up by us'), ('delivered', 'delivered'), ('undelivered', 'not delivered'), ('dropped', 'not needed any more')], default='planned', max_length=20, verbose_name='state')),
                ('generation', models.PositiveSmallIntegerField(default=0, verbose_name='times placed')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='being placed until')),
                ('sid', models.CharField(blank=True, max_length=34, null=True, unique=True, verbose_name='SID')),
                ('error_code', models.IntegerField(blank=True, null=True, verbose_name='error code')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('placed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken by the carrier')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('channel', models.CharField(choices=[('voice', 'call'), ('text', 'SMS')], max_length=10, verbose_name='channel')),
                ('why', models.CharField(choices=[('new', 'not proven yet'), ('again', 'proven long ago'), ('by_hand', 'staff asked for it'), ('moved', 'told the old number that it was replaced')], max_length=10, verbose_name='why')),
                ('answer', models.CharField(blank=True, choices=[('key', '1 was pressed'), ('link', 'the link was confirmed'), ('reply', 'the SMS was answered'), ('not_him', 'somebody else has this number')], default='', max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('explained', models.BooleanField(default=False, verbose_name='told how to answer')),
                ('stop_wanted', models.BooleanField(default=False, verbose_name='to be hung up')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='teams.contact', verbose_name='contact')),
                ('doctor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_checks', to='teams.doctor', verbose_name='doctor')),
            ],
            options={
                'verbose_name': 'contact check',
                'verbose_name_plural': 'contact checks',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['number', 'channel', 'created_at'], name='checks_of_a_number'), models.Index(condition=models.Q(('channel', calls.dispatch.vocabulary.Channel['VOICE']), ('state__in', ['placing', 'queued', 'ringing', 'answered', 'sent'])), fields=['number'], name='checks_that_ring')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('why', 'by_hand'), _negated=True), fields=('number', 'channel', 'day'), name='a_number_is_checked_once_a_day', violation_error_message='This number was checked on that day already.'), models.CheckConstraint(condition=models.Q(models.Q(('state', calls.dispatch.vocabulary.AttemptState['PLACING']), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='whoever_places_a_check_has_a_lease', violation_error_message='A check that is being placed needs a lease.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_answered_check_says_when_and_how', violation_error_message='An answer has a time and a way.')],
            },
        ),
    ]
