"""JSON Lines as a table of contacts: one record a line, one column a key."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.customers.contact_csv.reading import MOST_CELLS
from krug.customers.errors import FileRefused


def headings(path: Path) -> list[str]:
    """Every key that any line has, in the order they come in."""
    keys: dict[str, None] = {}
    for line, row in _rows(path):
        keys |= dict.fromkeys(row)
        if len(keys) > MOST_CELLS:
            raise FileRefused(_("More than %(limit)d columns.") % {"limit": MOST_CELLS}, row=line)
    return list(keys)


def table(path: Path, keys: list[str]) -> Iterator[list[str]]:
    number = 0
    for line, row in _rows(path):
        # Blank lines stay, so that a record is found by its number.
        yield from ([""] for _blank in range(number + 1, line))
        yield [row.get(key, "") for key in keys]
        number = line


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line, text in enumerate(file, 1):
            if text.strip():
                yield line, _row(text, line)


def _row(text: str, line: int) -> dict[str, str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileRefused(_("This line is no JSON: a record must stand on one line."), row=line) from error
    if not isinstance(value, dict):
        raise FileRefused(_("A line must hold one record in { }."), row=line)
    found: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            # `{"address": {"city": …}}` is the column «city», as flat programs have it.
            found |= {str(name): _text(part) for name, part in inner.items() if name not in value}
        else:
            found[str(key)] = _text(inner)
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return " ".join(_text(one) for one in value.values() if one)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    return str(value)
