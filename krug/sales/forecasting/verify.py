"""Walks the chains of submitted forecasts, a row at a time, and tells what was done to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from krug.access.models import AuditEntry
from krug.sales.forecasting import chain, guard
from krug.sales.models import ForecastRow

CHUNK = 1000
SHOWN = 20
"""Of a unit: whoever broke more is found by the first."""


class What(StrEnum):
    CHANGED = "changed"
    """The row is not what its digest proves."""
    MISSING = "missing"
    """Rows `number` to `until` are not there."""
    INSERTED = "inserted"
    """It does not follow the row before it: slipped in, or put in another's place."""
    REWRITTEN = "rewritten"
    """The chain holds, but the audit or the head kept elsewhere remembers another row of this number."""
    CUT = "cut"
    """The chain ends before `until`, which the audit or the head kept elsewhere remembers."""
    LATE = "late"
    """Said after its cut-off."""
    UNGUARDED = "unguarded"
    """The database does not refuse changes any more."""


@dataclass(frozen=True, slots=True)
class Wrong:
    what: What
    unit: int = 0
    number: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a unit's chain, as it is now."""

    unit: int
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verified:
    rows: int
    heads: list[Head]
    wrong: list[Wrong]


def verify(kept: Iterable[Head] = ()) -> Verified:
    """`kept`: heads that were written down elsewhere. The first wrong of each unit is where it began."""
    remembered: dict[int, list[Head]] = {}
    for one in kept:
        remembered.setdefault(one.unit, []).append(one)
    rows, heads, wrong = 0, [], [] if guard.stands() else [Wrong(What.UNGUARDED)]
    for unit in sorted(_units() | remembered.keys()):
        walk = _Walk(unit, remembered.get(unit, []))
        found = [one for one, _number in zip(walk.wrong(), range(SHOWN), strict=False)]
        wrong += found
        rows += walk.rows
        if walk.rows and not found:
            heads.append(Head(unit, walk.number, walk.digest))
    return Verified(rows, heads, wrong)


def _units() -> set[int]:
    """Also those of which only the audit knows: all of a chain may be gone."""
    told = AuditEntry.objects.filter(object_kind="forecast").values_list("object_id", flat=True)
    found = {_place(one)[0] for one in told.iterator(CHUNK)}
    return found | set(ForecastRow.objects.order_by("unit").values_list("unit", flat=True).distinct())


def _place(object_id: str) -> tuple[int, int]:
    unit, _slash, number = object_id.partition("/")
    return int(unit), int(number)


class _Walk:
    """One unit's chain. `number`, `digest`: of the last row walked."""

    def __init__(self, unit: int, kept: Iterable[Head]) -> None:
        self.unit, self.rows, self.number, self.digest = unit, 0, 0, chain.NONE
        self.kept = sorted(kept, key=lambda one: one.number)
        self.furthest = max((one.number for one in self.kept), default=0)

    def wrong(self) -> Iterator[Wrong]:
        audited = self._audited()
        told = next(audited, None)
        for row in ForecastRow.objects.filter(unit=self.unit).order_by("number", "id").iterator(CHUNK):
            yield from self._judged(row)
            while told is not None and told.number <= row.number:
                if told.number == row.number and told.digest not in ("", row.digest):
                    yield Wrong(What.REWRITTEN, self.unit, row.number)
                told = next(audited, None)
            for one in self.kept:
                if one.number == row.number and one.digest != row.digest:
                    yield Wrong(What.REWRITTEN, self.unit, row.number)
        while told is not None:
            self.furthest = max(self.furthest, told.number)
            told = next(audited, None)
        if self.furthest > self.number:
            yield Wrong(What.CUT, self.unit, self.number + 1, self.furthest)

    def _judged(self, row: Any) -> Iterator[Wrong]:
        if row.number > self.number + 1:
            yield Wrong(What.MISSING, self.unit, self.number + 1, row.number - 1)
        elif row.number <= self.number or row.previous != self.digest:
            yield Wrong(What.INSERTED, self.unit, row.number)
        if row.digest != chain.digest(row.previous, row):
            yield Wrong(What.CHANGED, self.unit, row.number)
        if row.made_at >= row.cut_off:
            yield Wrong(What.LATE, self.unit, row.number)
        self.rows, self.number, self.digest = self.rows + 1, row.number, row.digest

    def _audited(self) -> Iterator[Head]:
        """What the audit remembers, in the order it was written; a digest is "" where it was erased."""
        told = AuditEntry.objects.filter(object_kind="forecast", object_id__startswith=f"{self.unit}/")
        rows = told.order_by("id").values_list("object_id", "value__after")
        for object_id, after in rows.iterator(CHUNK):
            yield Head(self.unit, _place(object_id)[1], str((after or {}).get("digest", "")))
