from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0017_whoever_took_charge_hears_how_it_ended'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='news',
            field=models.CharField(choices=[('accepted', 'a doctor has accepted'), ('nobody', 'nobody was found'), ('confirm', 'have you spoken?'), ('still_open', 'still open'), ('yours', 'you have accepted'), ('taken', 'a colleague goes'), ('over', 'no longer needed'), ('released', 'another doctor is looked for'), ('handed_back', 'the doctor cannot come after all'), ('arrival', 'when the doctor will be there'), ('new_number', 'another number to call the nurse back'), ('rang_you', 'the doctor rang you in vain'), ('in_charge', 'somebody has taken charge'), ('solved', 'nobody in charge is needed any more')], max_length=20, verbose_name='news'),
        ),
    ]
