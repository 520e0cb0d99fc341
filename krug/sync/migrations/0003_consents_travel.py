"""Documents of persons say what they allow: every one that travels is looked at again."""

from django.db import migrations

MARK = """
INSERT INTO sync_change (kind, row)
SELECT DISTINCT 'card', row FROM sync_item WHERE kind = 'person'
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0002_documents_anew")]
    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
