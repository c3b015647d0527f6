import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0028_readiness'),
        ('stations', '0007_an_auditor_reads_timelines'),
        ('teams', '0010_fewest_doctors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegionSheet',
            fields=[
            ],
            options={
                'verbose_name': 'contact sheet on paper',
                'verbose_name_plural': 'contact sheet on paper',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('teams.region',),
        ),
        migrations.CreateModel(
            name='SheetVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('at', models.DateTimeField(verbose_name='made')),
                ('content', models.JSONField(verbose_name='content')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='teams.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'version of the contact sheet',
                'verbose_name_plural': 'versions of the contact sheet',
                'ordering': ['region', '-number'],
            },
        ),
        migrations.CreateModel(
            name='SheetReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='stations.station', verbose_name='station')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='calls.sheetversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'receipt of a contact sheet',
                'verbose_name_plural': 'receipts of contact sheets',
                'ordering': ['-at'],
            },
        ),
        migrations.AddConstraint(
            model_name='sheetversion',
            constraint=models.UniqueConstraint(fields=('region', 'number'), name='a_sheet_has_each_version_once', violation_error_message='This version was made already.'),
        ),
        migrations.AddConstraint(
            model_name='sheetreceipt',
            constraint=models.UniqueConstraint(fields=('station', 'version'), name='a_station_receives_a_version_once', violation_error_message='This station has that version already.'),
        ),
    ]
