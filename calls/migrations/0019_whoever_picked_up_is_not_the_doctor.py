from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0018_after_the_yes_on_the_call'),
    ]

    operations = [
        migrations.AlterField(
            model_name='offer',
            name='bar',
            field=models.CharField(blank=True, choices=[('by_nurse', 'the nurse passed him over'), ('unavailable', 'unavailable at this time'), ('clinic_unavailable', 'the clinic is unavailable at this time'), ('left', 'no longer takes part'), ('no_contact', 'no number that can be used'), ('is_out', 'is out on another call'), ('is_attending', 'is the attending doctor'), ('not_him', 'somebody else answers this number'), ('real_first', 'a real request came first')], max_length=30, verbose_name='passed over'),
        ),
    ]
