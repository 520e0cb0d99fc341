"""The two tables of the log as they travel: which columns, of which Arrow type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db.models import IntegerChoices

from krug.touches.words import Channel, Direction, Verb, word

DAY = 86_400_000_000  # µs


@dataclass(frozen=True)
class LogTable:
    """`schema` names the columns; those in `words` are small numbers in the log and words in the copy."""

    name: str
    schema: pa.Schema
    ids: frozenset[str]
    words: dict[str, type[IntegerChoices]]


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
        episode=pa.binary(),
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
    ),
    frozenset({"id", "episode", "replaces"}),
    {"channel": Channel, "direction": Direction, "verb": Verb},
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
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.schema)
    arrays = [_array(table, field, column) for field, column in zip(table.schema, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _array(table: LogTable, field: pa.Field, column: Sequence[Any]) -> pa.Array:
    if field.name not in table.words:
        return pa.array(column, field.type)
    codes = pa.array(column, pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(_dictionary(table.words[field.name])))


def _dictionary(words: type[IntegerChoices]) -> list[str]:
    """Words at the places of their numbers, so that a number is its own index."""
    by_number = {it.value: word(it) for it in words}
    return [by_number.get(number, "?") for number in range(max(by_number) + 1)]
