from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0019_whoever_picked_up_is_not_the_doctor'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarrierCircuit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, unique=True, verbose_name='number')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='last failure')),
                ('open_since', models.DateTimeField(blank=True, null=True, verbose_name='takes nothing since')),
                ('probe_at', models.DateTimeField(blank=True, null=True, verbose_name='tried again at')),
            ],
            options={
                'verbose_name': 'state of the carrier',
                'verbose_name_plural': 'state of the carrier',
            },
        ),
    ]
