from django.db import migrations, models

import krug.site.ids


def index(apps, schema_editor):
    """The tail is what has tx from some mark on. On SQLite it is found by id."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX analysis_change_written ON analysis_change (tx)")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("source", models.CharField(max_length=16)),
                ("key", models.BigIntegerField()),
                ("tx", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("uid", models.UUIDField(default=krug.site.ids.uuid7, editable=False, unique=True)),
                ("place", models.UUIDField()),
                ("mark", models.BigIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
