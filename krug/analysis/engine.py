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
WIDE_MEMORY = "3GB"
WIDE_THREADS = min(4, os.cpu_count() or 1)
"""Of questions that go through the whole log: there a thread is worth what it costs."""
_databases: dict[tuple[int, Path, bool], duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def connect(folder: Path, wide: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of one's own that may read the files of `folder` and nothing else."""
    key = (os.getpid(), folder, wide)
    with _lock:
        if key not in _databases:
            _databases[key] = _open(folder, wide)
        return _databases[key].cursor()


def _open(folder: Path, wide: bool) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:")
    allowed = str(folder).replace("'", "''")
    for setting in (
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "python_enable_replacements = false",
        f"memory_limit = '{WIDE_MEMORY if wide else MEMORY}'",
        f"threads = {WIDE_THREADS if wide else THREADS}",
        f"allowed_directories = ['{allowed}']",
        f"temp_directory = '{allowed}/spill'",
        "parquet_metadata_cache = true",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        database.execute(f"SET {setting}")
    return database
