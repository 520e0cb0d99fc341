from krug.integrations.actions.endpoints import (
    create_endpoint,
    forget_old_secret,
    replay,
    rotate_secret,
    start_endpoint,
    stop_endpoint,
)
from krug.integrations.actions.exchange_files import take_file_again
from krug.integrations.actions.table_files import mend_rows, run_file, set_columns, start_file, take_file

__all__ = [
    "create_endpoint",
    "forget_old_secret",
    "mend_rows",
    "replay",
    "rotate_secret",
    "run_file",
    "set_columns",
    "start_endpoint",
    "start_file",
    "stop_endpoint",
    "take_file",
    "take_file_again",
]
