from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0002_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="passed",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
