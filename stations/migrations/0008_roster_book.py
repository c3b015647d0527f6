from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('stations', '0007_an_auditor_reads_timelines'),
        ('teams', '0011_unavailable_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterBook',
            fields=[
            ],
            options={
                'verbose_name': 'roster as a workbook (Excel)',
                'verbose_name_plural': 'roster as a workbook (Excel)',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('teams.region',),
        ),
    ]
