import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0025_what_came_of_a_visit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField(verbose_name='picture, encrypted')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='calls.escalation', verbose_name='escalation')),
            ],
            options={
                'verbose_name': 'photo of paper',
                'verbose_name_plural': 'photos of paper',
                'constraints': [models.UniqueConstraint(fields=('escalation', 'digest'), name='a_photo_is_with_a_case_once', violation_error_message='This photo is already there.')],
            },
        ),
    ]
