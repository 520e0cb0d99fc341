"""What figures ask of a touch's `data`, in columns of its own: nothing is parsed when they are looked at."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from krug.touches.words import Verb

TYPED: dict[str, pa.DataType] = {
    "slide": pa.string(),
    "is_exit": pa.bool_(),
    "place": pa.int64(),
    "question": pa.string(),
    "answer_kind": pa.string(),
    "answer": pa.string(),
}
"""`slide`: the one shown, reacted to or answered on; `place`: its order in the visit; `answer`: the value as
JSON, null where it is free text: words stay in `data` alone.
"""
Row = tuple[str | None, bool | None, int | None, str | None, str | None, str | None]
NOTHING: Row = (None, None, None, None, None, None)


def typed(verb: int, object_kind: str, object_id: str, data: str) -> Row:
    """The columns of TYPED for one touch. What is missing or of another type in an odd old row is null."""
    if verb == Verb.SHOWN:
        it = json.loads(data)
        return object_id, _is(bool, it.get("exit")), _small(it.get("order")), None, None, None
    if verb == Verb.ANSWERED:
        it = json.loads(data)
        kind, value = _is(str, it.get("kind")), it.get("value")
        answer = None if kind == "text" or value is None else json.dumps(value, ensure_ascii=False)
        return _is(str, it.get("slide")), None, None, _is(str, it.get("question")), kind, answer
    return (object_id, *NOTHING[1:]) if object_kind == "slide" else NOTHING


def _is(kind: type, value: Any) -> Any:
    return value if type(value) is kind else None


def _small(value: Any) -> int | None:
    """A device may count as high as it likes: what no column can hold is null, and stops no export."""
    return value if type(value) is int and value.bit_length() < 64 else None


def columns(
    verbs: Sequence[int], kinds: Sequence[str], ids: Sequence[str], data: Sequence[str]
) -> list[pa.Array]:
    rows = [typed(*row) for row in zip(verbs, kinds, ids, data, strict=True)]
    by_column = list(zip(*rows, strict=True)) or [()] * len(TYPED)
    return [pa.array(values, kind) for values, kind in zip(by_column, TYPED.values(), strict=True)]
