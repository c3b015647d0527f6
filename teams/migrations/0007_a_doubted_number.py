from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0006_alarms_and_coordinators'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='doubted_at',
            field=models.DateTimeField(blank=True, help_text="Whoever picked up said that it is not this doctor's number. Please check it with the doctor, and empty this when it is right. Until then it is tried after the others.", null=True, verbose_name='doubted'),
        ),
    ]
