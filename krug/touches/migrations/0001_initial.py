from datetime import UTC, datetime

from django.db import migrations, models

from krug.touches import partitions, store_postgresql, store_sqlite


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(store_postgresql.DDL)
        for quarter in partitions.quarters(datetime.now(UTC), before=2, after=2):
            schema_editor.execute(partitions.partition_ddl(quarter))
    else:
        for statement in store_sqlite.DDL.split(";"):
            if statement.strip():
                schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE touch")
    schema_editor.execute("DROP TABLE touch_retraction")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE touch_seq")


def row(name, table):
    fields = [("seq", models.BigAutoField(primary_key=True, serialize=False))]
    return migrations.CreateModel(name=name, fields=fields, options={"db_table": table})


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[row("TouchRow", "touch"), row("RetractionRow", "touch_retraction")],
            database_operations=[migrations.RunPython(make, drop)],
        ),
    ]
