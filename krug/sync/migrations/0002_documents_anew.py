"""Documents say more than release 1's: every row that travels is looked at again.

Whenever a builder changes what a document says, a migration like this one goes with it, or devices keep what they
hold (tests/release1 finds out).
"""

from django.db import migrations

MARK = """
INSERT INTO sync_change (kind, row)
SELECT DISTINCT CASE kind WHEN 'person' THEN 'card' ELSE kind END, row FROM sync_item
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_initial")]
    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
