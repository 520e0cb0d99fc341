from krug.integrations.actions.endpoints import create_endpoint, replay, start_endpoint, stop_endpoint
from krug.integrations.actions.table_files import mend_rows, run_file, set_columns, start_file, take_file

__all__ = [
    "create_endpoint",
    "mend_rows",
    "replay",
    "run_file",
    "set_columns",
    "start_endpoint",
    "start_file",
    "stop_endpoint",
    "take_file",
]
