"""The two tables of the log as they travel: which columns, of which Arrow type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db.models import IntegerChoices

from krug.analysis.typed import TYPED, columns
from krug.touches.words import Channel, Direction, Verb, word

DAY = 86_400_000_000  # µs


@dataclass(frozen=True)
class LogTable:
    """`schema` names the columns, those of `typed` last; the others stand in the log as they are.

    Those in `words` are small numbers in the log and words in the copy.
    """

    name: str
    schema: pa.Schema
    ids: frozenset[str]
    words: dict[str, type[IntegerChoices]]
    typed: frozenset[str] = frozenset()
    order: tuple[str, ...] = ("at", "seq")
    """Of rows within a file: what is asked for together stands together, so that the rest stays unread."""

    @property
    def stored(self) -> list[str]:
        """The columns the log itself has, in order."""
        return [name for name in self.schema.names if name not in self.typed]


def _schema(**types: pa.DataType) -> pa.Schema:
    return pa.schema(list(types.items()))


WORD = pa.dictionary(pa.int8(), pa.string())
TOUCH = LogTable(
    "touch",
    _schema(
        seq=pa.int64(),
        id=pa.binary(),
        at=pa.int64(),
        received_at=pa.int64(),
        identity=pa.int64(),
        organisation=pa.int64(),
        episode=pa.uuid(),
        channel=WORD,
        direction=WORD,
        verb=WORD,
        object_kind=pa.string(),
        object_id=pa.string(),
        cause_kind=pa.string(),
        cause_id=pa.string(),
        staff=pa.int64(),
        seconds=pa.float64(),
        amount=pa.string(),
        currency=pa.string(),
        cost=pa.string(),
        emotion=pa.int16(),
        replaces=pa.binary(),
        author=pa.string(),
        data=pa.string(),
        **TYPED,
    ),
    frozenset({"id", "episode", "replaces"}),
    {"channel": Channel, "direction": Direction, "verb": Verb},
    frozenset(TYPED),
    ("verb", "at", "seq"),
)
RETRACTION = LogTable(
    "touch_retraction",
    _schema(seq=pa.int64(), id=pa.binary(), at=pa.int64(), author=pa.string(), reason=pa.string()),
    frozenset({"id"}),
    {},
)
GONE = "gone"
"""Touches that do not count any more (retracted, replaced), by `seq`: worked out when they are exported,
since comparing the ids of twenty million touches costs more than any question about them.
"""
LAST = "last_touch"
"""identity, at: the last touch of each that counts, of all in files. What came since is put right later."""
TABLES = {table.name: table for table in (TOUCH, RETRACTION)}

DEAD_SINCE = """
SELECT t.seq, t.identity FROM touch_retraction r JOIN touch t ON t.id = r.id
WHERE r.{place} >= %(touch_retraction)s
UNION
SELECT t.seq, t.identity FROM touch n JOIN touch t ON t.id = n.replaces
WHERE n.replaces IS NOT NULL AND n.{place} >= %(touch)s
UNION
SELECT t.seq, t.identity FROM touch t WHERE %(touch)s > 0 AND t.{place} >= %(touch)s AND (
    EXISTS (SELECT 1 FROM touch_retraction r WHERE r.id = t.id)
    OR EXISTS (SELECT 1 FROM touch n WHERE n.replaces = t.id))"""
"""What died since the marks, or came since and was dead already. From 0 on the first two say all."""


def arrow(table: LogTable, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows as the source gives them (ids as 16 bytes, words as numbers) as an Arrow table."""
    names = table.stored
    given = dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))
    arrays = [_array(table, table.schema.field(name), column) for name, column in given.items()]
    if table.typed:
        arrays += columns(given["verb"], given["object_kind"], given["object_id"], given["data"])
    return pa.Table.from_arrays(arrays, schema=table.schema)


def uuids(values: Sequence[bytes | None]) -> pa.Array:
    """16 bytes each. Compared and grouped as one number, which a string of bytes is not."""
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(values, pa.binary(16)))


def _array(table: LogTable, field: pa.Field, column: Sequence[Any]) -> pa.Array:
    if field.type == pa.uuid():
        return uuids(column)
    if field.name not in table.words:
        return pa.array(column, field.type)
    codes = pa.array(column, pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(dictionary(table.words[field.name])))


def dictionary(words: type[IntegerChoices]) -> list[str]:
    """Words at the places of their numbers, so that a number is its own index."""
    by_number = {it.value: word(it) for it in words}
    return [by_number.get(number, "?") for number in range(max(by_number) + 1)]
