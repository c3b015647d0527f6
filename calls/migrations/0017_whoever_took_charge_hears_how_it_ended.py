import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0016_the_timeline_is_not_emptied'),
        ('stations', '0007_an_auditor_reads_timelines'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(blank=True, help_text='The person in charge who is told. Where no doctor is either, it is the nurse.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='stations.responsible', verbose_name='person in charge'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='news',
            field=models.CharField(choices=[('accepted', 'a doctor has accepted'), ('nobody', 'nobody was found'), ('confirm', 'have you spoken?'), ('still_open', 'still open'), ('yours', 'you have accepted'), ('taken', 'a colleague goes'), ('over', 'no longer needed'), ('released', 'another doctor is looked for'), ('handed_back', 'the doctor cannot come after all'), ('arrival', 'when the doctor will be there'), ('new_number', 'another number to call the nurse back'), ('in_charge', 'somebody has taken charge'), ('solved', 'nobody in charge is needed any more')], max_length=20, verbose_name='news'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='offer',
            field=models.ForeignKey(blank=True, help_text='The doctor who is told.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='calls.offer', verbose_name='offer'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('offer__isnull', True), ('person__isnull', True), _connector='OR'), name='a_notice_is_for_one_person', violation_error_message='A notice is for one person.'),
        ),
    ]
