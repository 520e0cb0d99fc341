"""SQLite's triggers. Inserts are asked too: `INSERT OR REPLACE` throws a row out, no delete trigger fires."""

NAMES = ("forecast_no_update", "forecast_no_delete", "forecast_in_order")
THERE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sales_forecastrow'"
DROP = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES)
MAKE = (
    "CREATE TRIGGER forecast_no_update BEFORE UPDATE ON sales_forecastrow "
    "BEGIN SELECT RAISE(ABORT, 'a submitted forecast is never changed'); END",
    "CREATE TRIGGER forecast_no_delete BEFORE DELETE ON sales_forecastrow "
    "BEGIN SELECT RAISE(ABORT, 'a submitted forecast is never deleted'); END",
    """
CREATE TRIGGER forecast_in_order BEFORE INSERT ON sales_forecastrow
WHEN EXISTS (SELECT 1 FROM sales_forecastrow WHERE id = NEW.id)
  OR NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM sales_forecastrow WHERE unit = NEW.unit), 0)
  OR NEW.previous <> COALESCE((SELECT digest FROM sales_forecastrow WHERE unit = NEW.unit
                               ORDER BY number DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'a forecast is added at the end of its chain'); END""",
)
