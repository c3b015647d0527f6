import django.core.validators
import teams.phone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0007_a_doubted_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='checks_muted',
            field=models.BooleanField(db_default=False, default=False, help_text='He is neither called nor sent an SMS only to check this number. Requests reach him all the same.', verbose_name='wants no checks'),
        ),
        migrations.AddField(
            model_name='contact',
            name='previous_number',
            field=teams.phone.PhoneField(blank=True, db_default='', editable=False, max_length=16, verbose_name='number before'),
        ),
        migrations.AddField(
            model_name='region',
            name='check_every',
            field=models.PositiveSmallIntegerField(blank=True, db_default=90, default=90, help_text='By one SMS, on a working day, unless the doctor was heard meanwhile. Empty: a number is checked when it is new, and not again.', null=True, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(730)], verbose_name='check a number again after (days)'),
        ),
        migrations.AddField(
            model_name='region',
            name='speech_rate',
            field=models.PositiveSmallIntegerField(db_default=95, default=95, help_text="100 is the voice's own. Whoever is half asleep follows a slower one better.", validators=[django.core.validators.MinValueValidator(70), django.core.validators.MaxValueValidator(130)], verbose_name='speed of the voice (percent)'),
        ),
    ]
