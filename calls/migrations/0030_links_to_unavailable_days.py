import calls.models.offer
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0029_contact_sheet_on_paper'),
        ('teams', '0011_unavailable_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegionCalendar',
            fields=[
            ],
            options={
                'verbose_name': 'calendar of unavailable days',
                'verbose_name_plural': 'calendar of unavailable days',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('teams.region',),
        ),
        migrations.CreateModel(
            name='DaysLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=calls.models.offer.new_key, editable=False, max_length=22, unique=True, verbose_name='key')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest of the link')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('doctor', models.ForeignKey(blank=True, help_text="He enters his own days by it, and sees his team's.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='days_links', to='teams.doctor', verbose_name='doctor')),
                ('region', models.ForeignKey(blank=True, help_text="To read all teams, for the office's own calendar.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='days_links', to='teams.region', verbose_name='region')),
                ('team', models.ForeignKey(blank=True, help_text='To read, for all doctors of the team.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='days_links', to='teams.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'link to unavailable days',
                'verbose_name_plural': 'links to unavailable days',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('doctor__isnull', False), ('region__isnull', True), ('team__isnull', True)), models.Q(('doctor__isnull', True), ('region__isnull', True), ('team__isnull', False)), models.Q(('doctor__isnull', True), ('region__isnull', False), ('team__isnull', True)), _connector='OR'), name='a_link_to_days_is_of_one_doctor_team_or_region', violation_error_message='Choose one: a doctor, a team or a region.')],
            },
        ),
    ]
