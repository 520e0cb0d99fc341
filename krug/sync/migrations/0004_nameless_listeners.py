"""Documents of visits say who is shown slides without a name: every one that travels is looked at again."""

from django.db import migrations

MARK = """
INSERT INTO sync_change (kind, row)
SELECT DISTINCT kind, row FROM sync_item WHERE kind = 'visit'
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0003_consents_travel")]
    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
