from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0021_numbers_and_the_way_to_them_are_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='WatchPulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, unique=True, verbose_name='number')),
                ('looked_at', models.DateTimeField(verbose_name='last looked')),
            ],
            options={
                'verbose_name': 'pulse of the watch',
                'verbose_name_plural': 'pulse of the watch',
            },
        ),
    ]
