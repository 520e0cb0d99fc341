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
)
RETRACTION = LogTable(
    "touch_retraction",
    _schema(seq=pa.int64(), id=pa.binary(), at=pa.int64(), author=pa.string(), reason=pa.string()),
    frozenset({"id"}),
    {},
)
TABLES = {table.name: table for table in (TOUCH, RETRACTION)}


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
    return pa.DictionaryArray.from_arrays(codes, pa.array(_dictionary(table.words[field.name])))


def _dictionary(words: type[IntegerChoices]) -> list[str]:
    """Words at the places of their numbers, so that a number is its own index."""
    by_number = {it.value: word(it) for it in words}
    return [by_number.get(number, "?") for number in range(max(by_number) + 1)]
