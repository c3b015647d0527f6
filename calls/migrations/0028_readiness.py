import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0027_he_would_come'),
        ('teams', '0010_fewest_doctors'),
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='RegionReadiness',
            fields=[
            ],
            options={
                'verbose_name': 'would it hold tonight?',
                'verbose_name_plural': 'would it hold tonight?',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('teams.region',),
        ),
        migrations.AlterField(
            model_name='duty',
            name='name',
            field=models.CharField(choices=[('absences', 'Tell doctors of planned absences'), ('preflight', 'Check the way to the telephones and back'), ('checks', "Check doctors' numbers"), ('purge', 'Delete what was kept for long enough'), ('readiness', 'Look whether the net would hold'), ('audit', 'Look for rows that break an invariant')], max_length=20, verbose_name='duty'),
        ),
        migrations.CreateModel(
            name='ReadinessRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('bad', models.PositiveSmallIntegerField(verbose_name='would not hold')),
                ('look', models.PositiveSmallIntegerField(verbose_name='to be looked at')),
                ('found', models.JSONField(default=list, verbose_name='found')),
                ('told', models.JSONField(default=list, verbose_name='told by mail')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readiness', to='teams.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'readiness of a day',
                'verbose_name_plural': 'readiness, day by day',
                'ordering': ['-day', 'region'],
                'constraints': [models.UniqueConstraint(fields=('region', 'day'), name='a_region_is_looked_at_once_a_day', violation_error_message='This region has a row for that day already.')],
            },
        ),
    ]
