from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("behaviour", "0002_sessions")]
    operations = [
        migrations.AddField(
            model_name="source",
            name="categories",
            field=models.JSONField(
                default=list, help_text="Of its consent tool, that mean tracking; none: the usual names."
            ),
        ),
    ]
