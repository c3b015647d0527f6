from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0021_numbers_are_checked'),
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
            model_name='duty',
            name='name',
            field=models.CharField(choices=[('absences', 'Tell doctors of planned absences'), ('preflight', 'Check the way to the telephones and back'), ('checks', "Check doctors' numbers"), ('audit', 'Look for rows that break an invariant')], max_length=20, verbose_name='duty'),
        ),
    ]
