from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0008_numbers_are_checked'),
    ]

    operations = [
        migrations.AddField(
            model_name='region',
            name='offline_sheet',
            field=models.CharField(choices=[('consented', "the clinics', and a doctor's own by his consent"), ('clinics', "the clinics' alone"), ('nothing', 'none; the red flags and 119 only')], db_default='consented', default='consented', help_text="The contact sheet opens without a network. It stays on a device until whoever used it signs out; the device's own lock protects it.", max_length=10, verbose_name="numbers kept on nurses' devices"),
        ),
        migrations.AlterField(
            model_name='contact',
            name='sheet_consent_on',
            field=models.DateField(blank=True, help_text="Without the doctor's consent the number is neither on paper nor on a nurse's device.", null=True, verbose_name='consent to print, on'),
        ),
    ]
