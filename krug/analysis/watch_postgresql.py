"""Triggers of watched tables on PostgreSQL: a function for each, since its columns stand in it."""

from django.db import connection

from krug.analysis.watch import Watch

VERSION = 1


def make(watch: Watch) -> list[str]:
    table, columns = f'"{watch.table}"', ", ".join(f'"{it}"' for it in watch.columns)
    differ = " OR ".join(f'OLD."{it}" IS DISTINCT FROM NEW."{it}"' for it in watch.columns)
    old, new = f'OLD."{watch.key}"', f'NEW."{watch.key}"'
    into = f"INSERT INTO analysis_change (source, key, tx) VALUES ('{watch.source}', %s, tx)"
    return [
        f"""
CREATE OR REPLACE FUNCTION {watch.name}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE tx bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP <> 'INSERT' AND {old} IS NOT NULL AND ({watch.old()}) THEN
        {into % old};
    END IF;
    IF TG_OP <> 'DELETE' AND {new} IS NOT NULL AND ({watch.new()})
        AND (TG_OP = 'INSERT' OR {new} IS DISTINCT FROM {old} OR NOT ({watch.old()})) THEN
        {into % new};
    END IF;
    RETURN NULL;
END $body$""",
        f"CREATE TRIGGER {watch.name} AFTER INSERT OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {watch.name}()",
        f"CREATE TRIGGER {watch.name}_changed AFTER UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW WHEN ({differ}) EXECUTE FUNCTION {watch.name}()",
    ]


def there() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, c.relname FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE p.proname LIKE 'watch\\_%' AND n.nspname = current_schema() "
            "GROUP BY 1, 2 HAVING count(*) = 2"
        )
        return dict(cursor.fetchall())


def drop(name: str, table: str) -> list[str]:
    """The triggers go with it."""
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE"]
