"""The reading copy of the large company, written from PostgreSQL by COPY: row by row it would take an hour.

The same files, manifest and marks as an export leaves, by its own functions; what stands in columns
of their own (krug.analysis.typed) is plain in this company and is said in SQL here.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from krug.analysis import source
from krug.analysis.actions import dimensions, rollups
from krug.analysis.actions.export import publish, write_file
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import DAY, RETRACTION, TABLES, TOUCH, LogTable, dictionary
from krug.touches.words import Verb

TYPED = {
    "slide": "CASE WHEN object_kind = 'slide' THEN object_id END",
    "is_exit": "NULL::boolean",
    "place": f"CASE WHEN verb = {int(Verb.SHOWN)} THEN 1 END",
    "question": "NULL::text",
    "answer_kind": "NULL::text",
    "answer": "NULL::text",
}
ALWAYS = (date(1970, 1, 1), date(9999, 1, 1))


def write(folder: Path) -> Manifest:
    """All touches of a month in one file, as the export's own compaction leaves them."""
    files: list[File] = []
    with source.current().snapshot():
        marks = {name: source.current().mark(table) for name, table in TABLES.items()}
        for span in _months():
            files += _file(folder, TOUCH, *span)
        files += _file(folder, RETRACTION, *ALWAYS)
        dead = source.current().dead(dict.fromkeys(TABLES, 0))
        kept = dimensions.refreshed(folder, {}, 1)
    files += rollups.renewed(folder, Manifest(), files, dead, 1)
    files += dimensions.files_of(kept)
    dimensions.stamp(folder, kept, {})
    made = Manifest(version=1, marks=marks, last=_last(), files=files, dimensions=kept)
    publish(folder, made)
    return made


def _months() -> Iterator[tuple[date, date]]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT min("at"), max("at") FROM touch')
        first, last = (datetime.fromtimestamp(it / 1e6, UTC).date() for it in cursor.fetchone())
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        yield month, following
        month = following


def _file(folder: Path, table: LogTable, first: date, until: date) -> list[File]:
    rows = _rows(table, *((it - date(1970, 1, 1)).days * DAY for it in (first, until)))
    if not rows.num_rows:
        return []
    last = until - timedelta(days=1)
    place = f"{table.name}/{first:%Y-%m}/0000000001-merged.parquet"
    return [
        write_file(folder, table, rows, first.isoformat(), min(last, date(2100, 1, 1)).isoformat(), place)
    ]


def _rows(table: LogTable, since: int, until: int) -> pa.Table:
    names = table.schema.names
    said = ", ".join(
        f"replace({name}::text, '-', '')" if name in table.ids else TYPED.get(name, f'"{name}"')
        for name in names
    )
    sql = f'SELECT {said} FROM {table.name} WHERE "at" >= {since} AND "at" < {until}'
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
        text = b"".join(bytes(block) for block in copy)
    types = {
        field.name: pa.string() if field.name in table.ids else pa.int8() if field.name in table.words
        else field.type for field in table.schema
    }  # fmt: skip
    plain = (
        csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 24),
            convert_options=csv.ConvertOptions(
                column_types=types,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        if text
        else pa.schema(types).empty_table()
    )
    arrays = [_array(table, field, plain[field.name]) for field in table.schema]
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _array(table: LogTable, field: pa.Field, column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    if field.name in table.ids:
        if found.null_count == len(found):
            return pa.nulls(len(found), field.type)
        whole = pa.py_buffer(bytes.fromhex("".join(found.to_pylist())))
        ids = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(found), [None, whole])
        return ids.cast(pa.binary())
    if field.name in table.words:
        return pa.DictionaryArray.from_arrays(found, pa.array(dictionary(table.words[field.name])))
    return found.cast(field.type)


def _last() -> dict[str, tuple[int, str]]:
    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(
                f"SELECT tx, replace(id::text, '-', '') FROM {name} ORDER BY tx DESC, seq DESC LIMIT 1"
            )
            if row := cursor.fetchone():
                found[name] = (row[0], row[1])
    return found
