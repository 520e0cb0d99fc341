"""Own fields as columns of lists, and so of files: all columns of one page are read together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from krug.access.models import User
from krug.customers.listing.columns import Column, register
from krug.customers.models import Organisation, Person
from krug.fields.actions.values import PREFIX
from krug.fields.models import Type
from krug.fields.queries.definitions import Defined, fields_of, units_of
from krug.fields.queries.values import held_of, together
from krug.fields.rules import Held
from krug.fields.shown import Words, in_file, words
from krug.site.templatetags.kit import badge

NUMBERS = (Type.WHOLE, Type.DECIMAL, Type.MONEY)


@dataclass(frozen=True, slots=True)
class Cell:
    of: Defined
    held: Held


@dataclass(slots=True)
class Loader:
    """What the lines of one page say in all fields, kept for the next column."""

    kind: str
    fields: Sequence[Defined]
    ids: list[int] = field(default_factory=list)
    said: dict[int, dict[int, Held]] = field(default_factory=dict)

    def of(self, one: Defined, lines: Sequence[Any]) -> Mapping[int, Cell]:
        ids = [line.id for line in lines]
        if ids != self.ids:
            self.ids, self.said = ids, self._read(ids)
        found = {row: self.said[row].get(one.field.pk) for row in ids}
        return {row: Cell(one, held) for row, held in found.items() if held is not None and held.filled}

    def _read(self, ids: list[int]) -> dict[int, dict[int, Held]]:
        groups = _groups(Person if self.kind == "person" else Organisation, ids)
        held = held_of(self.fields, [row for group in groups.values() for row in group])
        return {
            row: {one.field.pk: together(one.field.pk, group, held) for one in self.fields}
            for row, group in groups.items()
        }


def _groups(model: type[Person] | type[Organisation], ids: list[int]) -> dict[int, list[int]]:
    """A card, then those that were merged into it."""
    found = {row: [row] for row in ids}
    manager: Any = model._default_manager
    absorbed = manager.filter(canonical__in=ids).order_by("id")
    for row, root in absorbed.values_list("id", "canonical"):
        found[root or row].append(row)
    return found


def _columns(viewer: User, kind: str) -> Iterable[Column]:
    fields = fields_of(viewer, kind, units_of(viewer))
    loader = Loader(kind, fields)
    return [_column(one, loader) for one in fields]


def _column(one: Defined, loader: Loader) -> Column:
    return Column(
        PREFIX + one.field.key,
        one.field.name,
        lambda _viewer, lines: loader.of(one, lines),
        lambda cell: in_file(cell.of, cell.held),
        lambda cell: _shown(words(cell.of, cell.held)),
        look="end number" if one.field.type in NUMBERS else "soft wide",
    )


def _shown(said: Words) -> str | SafeString:
    if said.options:
        return format_html_join(" ", "{}", ((badge(one.name, one.tone),) for one in said.options))
    return said.text


def register_all() -> None:
    register("person", lambda viewer: _columns(viewer, "person"), PREFIX)
    register("organisation", lambda viewer: _columns(viewer, "organisation"), PREFIX)
