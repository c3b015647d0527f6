import django.core.validators
import django.db.models.deletion
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
            model_name='region',
            name='check_every',
            field=models.PositiveSmallIntegerField(blank=True, db_default=90, default=90, help_text='By one SMS, on a working day, unless the doctor was heard meanwhile. Empty: a number is checked when it is new, and not again.', null=True, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(730)], verbose_name='check a number again after (days)'),
        ),
        migrations.AddField(
            model_name='region',
            name='speech_rate',
            field=models.PositiveSmallIntegerField(db_default=100, default=100, help_text="100 is the voice's own, which every voice knows. Whoever is half asleep follows a slower one better: try it with a drill.", validators=[django.core.validators.MinValueValidator(70), django.core.validators.MaxValueValidator(130)], verbose_name='speed of the voice (percent)'),
        ),
        migrations.CreateModel(
            name='FormerNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', teams.phone.PhoneField(max_length=16, verbose_name='number')),
                ('doctor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_numbers', to='teams.doctor', verbose_name='doctor')),
            ],
            options={
                'verbose_name': 'former number',
                'verbose_name_plural': 'former numbers',
            },
        ),
    ]
