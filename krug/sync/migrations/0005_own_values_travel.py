"""Documents of persons say what stands in own fields: every one that travels is looked at again."""

from django.db import migrations

MARK = """
INSERT INTO sync_change (kind, row)
SELECT DISTINCT 'card', row FROM sync_item WHERE kind = 'person'
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0004_nameless_listeners")]
    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
