from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from krug.analysis.files import write_whole
from krug.site import faults

COMPRESSION = "snappy"
"""A quarter more of disk than zstd takes, and half the work whenever a figure is looked at."""
GROUP = 122_880
"""Rows that the engine reads or passes over at a time, by the least and greatest value of each column."""


def put_rows(folder: Path, rows: pa.Table, name: str) -> None:
    """A file of the copy, whole or not there."""

    def write(file: IO[Any]) -> None:
        pq.write_table(rows, file, compression=COMPRESSION, row_group_size=GROUP)
        faults.at("export.file_half_written")

    write_whole(folder / name, write, folder / "aside")
