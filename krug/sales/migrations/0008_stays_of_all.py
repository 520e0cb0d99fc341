from datetime import UTC, datetime

from django.db import migrations


def judge_all(apps, schema_editor):
    """The worker works the stays of all deals out within its next rounds, as it judges what is due."""
    apps.get_model("sales", "Deal").objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


class Migration(migrations.Migration):

    dependencies = [("sales", "0007_stays")]

    operations = [migrations.RunPython(judge_all, migrations.RunPython.noop)]
