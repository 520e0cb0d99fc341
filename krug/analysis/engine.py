"""DuckDB in this process: no extensions from outside, no files but the reading copy's, bounded in size."""

import os
import threading
from pathlib import Path

import duckdb

MEMORY = "1GB"
THREADS = 1
"""Of one question; several questions run side by side in threads of the server. On a day's figures a second
thread costs half as much work again for little less time: handing rows over outweighs them.
"""
_databases: dict[tuple[int, Path], duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection of one's own that may read the files of `folder` and nothing else."""
    key = (os.getpid(), folder)
    with _lock:
        if key not in _databases:
            _databases[key] = _open(folder)
        return _databases[key].cursor()


def _open(folder: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:")
    allowed = str(folder).replace("'", "''")
    for setting in (
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "python_enable_replacements = false",
        f"memory_limit = '{MEMORY}'",
        f"threads = {THREADS}",
        f"allowed_directories = ['{allowed}']",
        f"temp_directory = '{allowed}/spill'",
        "parquet_metadata_cache = true",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        database.execute(f"SET {setting}")
    return database
