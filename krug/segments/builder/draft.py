"""Rows as the form holds them, complete or not yet; and the condition that the complete ones make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import TypeAdapter, ValidationError

from krug.segments.builder.own_draft import own_raw, own_values
from krug.segments.conditions import PROFILE, Asked, Condition, Group, Single, WorksAt

Values = dict[str, list[str]]
MODES = ("all", "any", "none")
CARD = frozenset(field for fields in PROFILE.values() for field in fields)
"""What one kind of part is about: a field of the card."""
KINDS = {
    "person": (
        *PROFILE["person"],
        *("reachable", "touched", "bought", "slide", "answered", "last", "consented", "segment"),
    ),
    "organisation": (
        *("klass", "organisation_kind", "named", "city", "territory", "parent"),
        *("touched", "bought", "last", "people", "segment"),
    ),
}
"""What a row may be about, by whom the segment means."""
OWN = "own:"
"""Before the key of an own field that a row is about."""
AT = "at:"
"""Before what is asked of an organisation where a person works."""
AT_KINDS = ("klass", "organisation_kind", "named", "city", "territory", "parent", "segment")
_SINGLE: TypeAdapter[Single] = TypeAdapter(Single)
_FIELD = re.compile(r"^(\d{1,3})(?:\.(\d{1,3}))?\.([a-z_]+)$")


@dataclass
class Row:
    """`path`: its place in the form, `2` or `2.0`. `values` are as typed."""

    kind: str
    values: Values = field(default_factory=dict)
    path: str = ""

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.values.get(name, [])), "").strip() or default

    @property
    def part(self) -> Single | None:
        """None while it is not complete, or makes no sense."""
        try:
            return _SINGLE.validate_python(self._raw())
        except (ValidationError, ValueError):
            return None

    def _raw(self) -> dict[str, Any]:
        no = self.get("no") == "1"
        if self.kind.startswith(AT):
            return {"kind": "works_at", "that": self.there._raw()}
        if self.kind in CARD:
            values = [value for value in self.values.get("values", []) if value]
            return {"kind": "profile", "field": self.kind, "values": values, "but_not": no}
        if self.kind == "touched":
            return self._touched()
        if self.kind.startswith(OWN):
            return own_raw(self.kind.removeprefix(OWN), self.get, self.values.get("values", []))
        bare = {name: self.get(name) for name in FIELDS[self.kind] if self.get(name)}
        if self.kind == "bought":
            amount = self.get("sum").replace(" ", "").replace("\u00a0", "").replace(",", ".")
            bare[self.get("bound", "at_least")] = amount
        if self.kind == "slide":
            did = bare.pop("did", "seen")
            return {"kind": "slide", **bare, "did": did.removeprefix("not-"), "but_not": did[:4] == "not-"}
        if self.kind in ("reachable", "segment", "named", "people"):
            return {"kind": self.kind, "but_not": no, **bare}
        return {"kind": self.kind, **bare}

    @property
    def there(self) -> "Row":
        """What is asked of the organisation."""
        return Row(self.kind.removeprefix(AT), self.values, self.path)

    def _touched(self) -> dict[str, Any]:
        raw: dict[str, Any] = {"kind": "touched", "did": self.get("did", "1") == "1"}
        raw |= {name: self.get(name) for name in ("verb", "about", "days") if self.get(name)}
        if raw["did"]:
            raw[self.get("bound", "at_least")] = self.get("times", "1")
        return raw


FIELDS = {
    "reachable": ("by",),
    "bought": ("currency", "days"),
    "slide": ("did", "deck", "slide", "days"),
    "answered": ("deck", "slide", "question", "compare", "value"),
    "last": ("verb", "days"),
    "consented": ("purpose", "said"),
    "segment": ("segment",),
    "named": ("text",),
    "people": ("at_least", "part", "segment"),
}


@dataclass
class GroupRow:
    mode: str = "any"
    rows: list[Row] = field(default_factory=list)
    path: str = ""


@dataclass
class Draft:
    """`of`: whom it means."""

    mode: str = "all"
    rows: list[Row | GroupRow] = field(default_factory=list)
    of: str = "person"

    def all_rows(self) -> Iterator[Row]:
        for row in self.rows:
            yield from row.rows if isinstance(row, GroupRow) else [row]

    @property
    def complete(self) -> bool:
        return all(row.part is not None for row in self.all_rows())

    def condition(self) -> Condition:
        """Of the rows that are complete; a group without any is left out."""
        parts: list[Any] = []
        for row in self.rows:
            if isinstance(row, GroupRow):
                inner = tuple(part for one in row.rows if (part := one.part) is not None)
                if inner:
                    parts.append(Group.model_validate({"mode": row.mode, "parts": inner}))
            elif (part := row.part) is not None:
                parts.append(part)
        return Condition.model_validate({"mode": self.mode, "parts": parts})

    @property
    def asked(self) -> Asked:
        return Asked(self.of, self.condition())

    def numbered(self) -> "Draft":
        """Every row knows its place."""
        for at, row in enumerate(self.rows):
            row.path = str(at)
            if isinstance(row, GroupRow):
                for inner, one in enumerate(row.rows):
                    one.path = f"{at}.{inner}"
        return self


def of_form(posted: QueryDict, asked: Mapping[str, str] | None = None, of: str = "person") -> Draft:
    """`asked`: what a button wants: add, group, drop, each with a path (empty: the whole)."""
    found: dict[int, dict[int | None, Values]] = {}
    for name in posted:
        if match := _FIELD.match(name):
            outer, inner, key = match.groups()
            place = found.setdefault(int(outer), {}).setdefault(int(inner) if inner else None, {})
            place[key] = [str(value) for value in posted.getlist(name)]
    draft = Draft(_mode(posted.get("mode", "")), [], of)
    for _outer, rows in sorted(found.items()):
        own = rows.pop(None, {})
        if own.get("kind") == ["group"]:
            inner_rows = [
                _row(values, of) for _inner, values in sorted(rows.items(), key=lambda it: it[0] or 0)
            ]
            draft.rows.append(GroupRow(_mode(own.get("mode", [""])[0]), inner_rows))
        else:
            draft.rows.append(_row(own, of))
    return _changed(draft.numbered(), asked or {}).numbered()


def _mode(text: str) -> str:
    return text if text in MODES else "all"


def _row(values: Values, of: str) -> Row:
    kind = next(iter(values.get("kind", [])), "")
    its = {key: its for key, its in values.items() if key != "kind"}
    return Row(kind if _is_known(kind, of) else KINDS[of][0], its)


def _is_known(kind: str, of: str) -> bool:
    if of == "person" and kind.startswith(AT):
        return _is_known(kind.removeprefix(AT), "organisation")
    return kind in KINDS[of] or kind.startswith(OWN)


def _changed(draft: Draft, asked: Mapping[str, str]) -> Draft:
    if "drop" in asked:
        draft.rows = [row for row in draft.rows if row.path != asked["drop"]]
        for row in draft.rows:
            if isinstance(row, GroupRow):
                row.rows = [one for one in row.rows if one.path != asked["drop"]]
    if "group" in asked:
        draft.rows.append(GroupRow("any", [Row(KINDS[draft.of][0])]))
    if "add" in asked:
        group = next((row for row in draft.rows if row.path == asked["add"]), None)
        (group.rows if isinstance(group, GroupRow) else draft.rows).append(Row(KINDS[draft.of][0]))
    return draft


def of_asked(asked: Asked) -> Draft:
    of, condition = asked
    rows: list[Row | GroupRow] = []
    for part in condition.parts:
        if isinstance(part, Group):
            rows.append(GroupRow(part.mode, [_of_part(one) for one in part.parts]))
        else:
            rows.append(_of_part(part))
    return Draft(condition.mode, rows, of).numbered()


def _of_part(part: Single) -> Row:
    raw = part.model_dump(mode="json")
    kind = raw.pop("kind")
    if isinstance(part, WorksAt):
        there = _of_part(part.that)
        return Row(AT + there.kind, there.values)
    but_not = raw.pop("but_not", False)
    no = {"no": ["1" if but_not else ""]}
    if kind == "profile":
        return Row(raw["field"], {"values": list(raw["values"]), **no})
    if kind == "own":
        return Row(OWN + raw["field"], own_values(raw["test"], but_not))
    values = {name: [str(value)] for name, value in raw.items() if value not in (None, "")}
    if kind == "touched":
        values |= {"did": ["1" if raw["did"] else "0"], **_bound(raw, "at_least", "at_most", "times")}
    if kind == "slide" and but_not:
        values["did"] = [f"not-{raw['did']}"]
    if kind == "bought":
        values |= _bound(raw, "at_least", "below", "sum")
    return Row(kind, values | no)


def _bound(raw: Mapping[str, Any], low: str, high: str, name: str) -> Values:
    bound = high if raw[high] is not None and raw[low] is None else low
    return {"bound": [bound], name: [str(raw[bound] if raw[bound] is not None else 1)]}


def empty(of: str = "person") -> Draft:
    return Draft("all", [Row(KINDS[of][0])], of).numbered()


Rows = Sequence[Row | GroupRow]
