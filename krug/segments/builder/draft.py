"""Rows as the form holds them, complete or not yet; and the condition that the complete ones make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import TypeAdapter, ValidationError

from krug.segments.builder.own_draft import own_raw, own_values
from krug.segments.conditions import Condition, Group, Single

Values = dict[str, list[str]]
MODES = ("all", "any", "none")
PROFILE = ("klass", "specialty", "city", "territory", "organisation_kind", "worth")
KINDS = (*PROFILE, "reachable", "touched", "bought", "slide", "answered", "last", "consented", "segment")
"""What a row may be about; those of PROFILE are one kind of part."""
OWN = "own:"
"""Before the key of an own field that a row is about."""
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
        if self.kind in PROFILE:
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
        if self.kind in ("reachable", "segment"):
            return {"kind": self.kind, "but_not": no, **bare}
        return {"kind": self.kind, **bare}

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
}


@dataclass
class GroupRow:
    mode: str = "any"
    rows: list[Row] = field(default_factory=list)
    path: str = ""


@dataclass
class Draft:
    mode: str = "all"
    rows: list[Row | GroupRow] = field(default_factory=list)

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

    def numbered(self) -> "Draft":
        """Every row knows its place."""
        for at, row in enumerate(self.rows):
            row.path = str(at)
            if isinstance(row, GroupRow):
                for inner, one in enumerate(row.rows):
                    one.path = f"{at}.{inner}"
        return self


def of_form(posted: QueryDict, asked: Mapping[str, str] | None = None) -> Draft:
    """`asked`: what a button wants: add, group, drop, each with a path (empty: the whole)."""
    found: dict[int, dict[int | None, Values]] = {}
    for name in posted:
        if match := _FIELD.match(name):
            outer, inner, key = match.groups()
            place = found.setdefault(int(outer), {}).setdefault(int(inner) if inner else None, {})
            place[key] = [str(value) for value in posted.getlist(name)]
    draft = Draft(_mode(posted.get("mode", "")), [])
    for _outer, rows in sorted(found.items()):
        own = rows.pop(None, {})
        if own.get("kind") == ["group"]:
            inner_rows = [_row(values) for _inner, values in sorted(rows.items(), key=lambda it: it[0] or 0)]
            draft.rows.append(GroupRow(_mode(own.get("mode", [""])[0]), inner_rows))
        else:
            draft.rows.append(_row(own))
    return _changed(draft.numbered(), asked or {}).numbered()


def _mode(text: str) -> str:
    return text if text in MODES else "all"


def _row(values: Values) -> Row:
    kind = next(iter(values.get("kind", [])), "")
    return Row(
        kind if kind in KINDS or kind.startswith(OWN) else KINDS[0],
        {key: its for key, its in values.items() if key != "kind"},
    )


def _changed(draft: Draft, asked: Mapping[str, str]) -> Draft:
    if "drop" in asked:
        draft.rows = [row for row in draft.rows if row.path != asked["drop"]]
        for row in draft.rows:
            if isinstance(row, GroupRow):
                row.rows = [one for one in row.rows if one.path != asked["drop"]]
    if "group" in asked:
        draft.rows.append(GroupRow("any", [Row(KINDS[0])]))
    if "add" in asked:
        group = next((row for row in draft.rows if row.path == asked["add"]), None)
        (group.rows if isinstance(group, GroupRow) else draft.rows).append(Row(KINDS[0]))
    return draft


def of_condition(condition: Condition) -> Draft:
    rows: list[Row | GroupRow] = []
    for part in condition.parts:
        if isinstance(part, Group):
            rows.append(GroupRow(part.mode, [_of_part(one) for one in part.parts]))
        else:
            rows.append(_of_part(part))
    return Draft(condition.mode, rows).numbered()


def _of_part(part: Single) -> Row:
    raw = part.model_dump(mode="json")
    kind = raw.pop("kind")
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


def empty() -> Draft:
    return Draft("all", [Row(KINDS[0])]).numbered()


Rows = Sequence[Row | GroupRow]
