

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0005_forecasts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Earning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sharer', models.CharField(choices=[('registered', 'Registered the deal'), ('owner', 'Led it at its end'), ('helper', 'Helped'), ('leader', 'Leads the seller')], max_length=10)),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('among', models.PositiveSmallIntegerField(default=1)),
                ('base', models.DecimalField(decimal_places=2, max_digits=18)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18)),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earnings', to='sales.closing')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'at'], name='earning_of_user')],
                'constraints': [models.UniqueConstraint(fields=('closing', 'user', 'sharer'), name='one_share_of_a_closing')],
            },
        ),
    ]
