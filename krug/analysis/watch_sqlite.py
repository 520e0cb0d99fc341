"""Triggers of watched tables on SQLite. Hazard: what `INSERT OR REPLACE` throws out would fire none."""

from django.db import connection

from krug.analysis.watch import Watch

VERSION = 1
PARTS = ("made", "gone", "changed")


def make(watch: Watch) -> list[str]:
    table, into = f'"{watch.table}"', "INSERT INTO analysis_change (source, key, tx)"
    columns = ", ".join(f'"{it}"' for it in watch.columns)
    differ = " OR ".join(f'OLD."{it}" IS NOT NEW."{it}"' for it in watch.columns)
    old, new = f'OLD."{watch.key}"', f'NEW."{watch.key}"'
    both = f"SELECT {old} AS k WHERE {watch.old()} UNION SELECT {new} WHERE {watch.new()}"
    return [
        f"CREATE TRIGGER {watch.name}_made AFTER INSERT ON {table} "
        f"WHEN {new} IS NOT NULL AND ({watch.new()}) BEGIN {into} VALUES ('{watch.source}', {new}, 0); END",
        f"CREATE TRIGGER {watch.name}_gone AFTER DELETE ON {table} "
        f"WHEN {old} IS NOT NULL AND ({watch.old()}) BEGIN {into} VALUES ('{watch.source}', {old}, 0); END",
        f"CREATE TRIGGER {watch.name}_changed AFTER UPDATE OF {columns} ON {table} WHEN {differ} "
        f"BEGIN {into} SELECT '{watch.source}', k, 0 FROM ({both}) WHERE k IS NOT NULL; END",
    ]


def there() -> dict[str, str]:
    """A watch of which a part is missing is none."""
    found: dict[str, set[str]] = {}
    tables: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        for trigger, table in cursor.fetchall():
            name, _underscore, part = trigger.rpartition("_")
            if trigger.startswith("watch_"):
                found.setdefault(name, set()).add(part)
                tables[name] = table
    return {name: tables[name] for name, parts in found.items() if parts == set(PARTS)}


def drop(name: str, table: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name}_{part}" for part in PARTS]
