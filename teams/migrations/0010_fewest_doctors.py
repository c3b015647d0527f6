import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0009_which_numbers_a_device_keeps'),
    ]

    operations = [
        migrations.AddField(
            model_name='region',
            name='fewest_doctors',
            field=models.PositiveSmallIntegerField(db_default=2, default=2, help_text='Times with fewer stand on the page of readiness, two weeks ahead.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='doctors who can be asked at any time, at least'),
        ),
    ]
