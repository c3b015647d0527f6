from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0010_fewest_doctors'),
    ]

    operations = [
        migrations.AddField(
            model_name='region',
            name='doctors_enter_days',
            field=models.BooleanField(db_default=True, default=True, help_text='By a personal link, without sign-in. Off: the links open nothing.', verbose_name='doctors enter their own unavailable days'),
        ),
        migrations.AddField(
            model_name='region',
            name='teams_see_days',
            field=models.BooleanField(db_default=True, default=True, help_text='On the same page, and by a link of the team.', verbose_name='doctors see the unavailable days of their team'),
        ),
    ]
