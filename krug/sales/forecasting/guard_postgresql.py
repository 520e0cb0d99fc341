"""PostgreSQL's triggers. ALWAYS: they fire too where a session says that it is a replica.

An empty table may be truncated, which is how test databases are emptied: there is nothing to lose.
"""

NAMES = ("forecast_no_change", "forecast_no_truncate", "forecast_in_order")
THERE = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = 'sales_forecastrow'::regclass "
    "AND NOT tgisinternal AND tgenabled = 'A'"
)
DROP = (
    *(f"DROP TRIGGER IF EXISTS {name} ON sales_forecastrow" for name in NAMES),
    "DROP FUNCTION IF EXISTS forecast_refuse()",
    "DROP FUNCTION IF EXISTS forecast_follows()",
)
MAKE = (
    """
CREATE FUNCTION forecast_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM sales_forecastrow) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a submitted forecast is never changed or deleted';
END $body$""",
    """
CREATE FUNCTION forecast_follows() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE held record;
BEGIN
    SELECT number, digest INTO held FROM sales_forecastrow WHERE unit = NEW.unit ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(held.number, 0) + 1
        OR NEW.previous <> COALESCE(held.digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'a forecast is added at the end of its chain';
    END IF;
    RETURN NEW;
END $body$""",
    "CREATE TRIGGER forecast_no_change BEFORE UPDATE OR DELETE ON sales_forecastrow "
    "FOR EACH ROW EXECUTE FUNCTION forecast_refuse()",
    "CREATE TRIGGER forecast_no_truncate BEFORE TRUNCATE ON sales_forecastrow "
    "FOR EACH STATEMENT EXECUTE FUNCTION forecast_refuse()",
    "CREATE TRIGGER forecast_in_order BEFORE INSERT ON sales_forecastrow "
    "FOR EACH ROW EXECUTE FUNCTION forecast_follows()",
    *(f"ALTER TABLE sales_forecastrow ENABLE ALWAYS TRIGGER {name}" for name in NAMES),
)
