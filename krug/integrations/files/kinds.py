"""The kinds of files there are: their fields, what the columns are called, who may bring one."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from krug.access.rules import Permission
from krug.customers.contact_csv.columns import plain
from krug.customers.contact_csv.reading import Record
from krug.integrations.models import TableFile


@dataclass(slots=True)
class Outcome:
    """Of one batch. `left`: line → why it could not be taken."""

    taken: int = 0
    known: int = 0
    left: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A record understood: `cells` by field, empty ones left out."""

    line: int
    record: list[str]
    cells: dict[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Kind:
    """`needed`: of each group at least one field has a column. `together`: the field whose rows are one."""

    fields: Mapping[str, Promise]
    headings: Mapping[str, str]
    needed: Sequence[Collection[str]]
    permission: Permission
    take: Callable[[TableFile, Sequence[Row]], Outcome]
    together: str = ""

    def guess(self, headings: Sequence[str]) -> dict[str, str]:
        """Column number → field, no field twice: the whole heading, or the longest it begins with."""
        known = {word: name for name, words in self.headings.items() for word in words.split("|")}
        mapping: dict[str, str] = {}
        for number, heading in enumerate(headings):
            text = plain(heading)
            begins = [word for word in known if text == word or text.startswith(f"{word} ")]
            name = known[max(begins, key=len)] if begins else None
            if name and name not in mapping.values():
                mapping[str(number)] = name
        return mapping

    def missing(self, mapping: Mapping[str, str]) -> list[str]:
        """The names of fields one of which must still be given a column."""
        chosen = set(mapping.values())
        for group in self.needed:
            if not chosen & set(group):
                return [str(self.fields[name]) for name in group]
        return []


def row_of(record: Record, mapping: Mapping[str, str]) -> Row:
    line, cells = record
    found = {
        name: cells[int(number)].strip()
        for number, name in mapping.items()
        if int(number) < len(cells) and cells[int(number)].strip()
    }
    return Row(line, cells, found)


def signature(headings: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(plain(heading) for heading in headings).encode()).hexdigest()
