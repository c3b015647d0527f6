from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0026_photos_of_paper'),
    ]

    operations = [
        migrations.AlterField(
            model_name='timelineentry',
            name='happening',
            field=models.CharField(choices=[('opened', 'Search started'), ('asked', 'Asked'), ('tried', 'Tried by another way'), ('moved', 'Progress of a call or SMS'), ('called', 'Called by the nurse, not reached'), ('passed', 'Passed over'), ('declined', 'Declined'), ('silent', 'No answer'), ('unreachable', 'Not reached'), ('accepted', 'Accepted'), ('withdrawn', 'No longer needed'), ('too_late', 'Answered too late'), ('would_come', 'Passed over, and would come'), ('unclear', 'Replied, unclear'), ('moved_first', 'Put first by the nurse'), ('paused', 'Everyone was asked; once more after a pause'), ('round', 'Next round'), ('unanswered', 'Nobody found'), ('told', 'Told'), ('reminded', 'Reminded'), ('contacted', 'They have spoken'), ('arrives', 'Time of arrival'), ('arrived', 'Arrived'), ('taken_over', 'Taken over'), ('released', 'Relieved: the search goes on'), ('handed_back', 'Handed back: the search goes on'), ('comes', 'Comes, after advice by phone'), ('handed_over', 'Handover written'), ('reported', 'Visit report written'), ('posted', 'Posted in the medical network'), ('closed', 'Closed'), ('reopened', 'Opened again'), ('cancelled', 'Called off'), ('alarmed', 'Alarmed'), ('took_charge', 'Took charge'), ('queued', "Waits for a coordinator's pick"), ('picked', 'Picked by a coordinator'), ('list_started', 'The list starts by itself')], max_length=20, verbose_name='what'),
        ),
    ]
