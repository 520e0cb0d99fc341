"""Which deals pipe, funnel and the list behind them are about: one meaning, for questions and for rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from krug.access.models import User
from krug.sales.models import Deal, DealDeviation, Line, Stay
from krug.sales.queries.seen import Reach, reach_of
from krug.sales.words import LEAKS, Fate, Leak, Outcome

ASLEEP = timedelta(days=14)
"""No word exchanged for so long, or over the hours of its stage: an open deal stands still."""
CAME, LEFT, PASSED = "came", "left", "passed"
THERE, STALLED, MOVING = "there", "stalled", "moving"
ON = (Fate.ON, Fate.OVER, Fate.WON)
"""How a deal leaves a stage that it has passed."""
By = Literal["opened", "came"]


@dataclass(frozen=True, slots=True)
class Cut:
    """`method` None: all of them, by coarse stages. `owners` None: everybody's.

    `by`: whether `since` … `until` is when the deal was opened, or when it came to the stage.
    `source`: of krug.sales.words.Source, "" for deals of which it is unknown; None: any.
    `others`: those whom owners, unit, product and source do not mean, instead.
    """

    method: int | None = None
    owners: tuple[int, ...] | None = None
    unit: int | None = None
    product: int | None = None
    source: str | None = None
    by: By = "opened"
    since: datetime | None = None
    until: datetime | None = None
    others: bool = False

    @property
    def is_part(self) -> bool:
        """Whether there are others."""
        meant = (self.owners, self.unit, self.product, self.source)
        return any(one is not None for one in meant)

    def rest(self) -> "Cut":
        return replace(self, others=True)

    def within(self, since: datetime | None, until: datetime | None) -> "Cut":
        return replace(self, since=since, until=until)

    def of(self, rows: QuerySet[Deal]) -> QuerySet[Deal]:
        if self.method is not None:
            rows = rows.filter(method__method=self.method)
        meant = Q()
        if self.owners is not None:
            meant &= Q(owner__in=self.owners)
        if self.unit is not None:
            meant &= Q(unit=self.unit)
        if self.product is not None:
            meant &= Q(Exists(Line.objects.filter(deal=OuterRef("pk"), product=self.product)))
        if self.source is not None:
            meant &= Q(source=self.source)
        if meant:
            rows = rows.filter(~meant if self.others else meant)
        return rows.filter(self.span("opened_at")) if self.by == "opened" else rows

    def span(self, name: str) -> Q:
        found = Q()
        if self.since is not None:
            found &= Q(**{f"{name}__gte": self.since})
        if self.until is not None:
            found &= Q(**{f"{name}__lt": self.until})
        return found

    def conditions(self) -> str:
        """The same in a question's words, over rows `d` that have what their deal is."""
        found = [f"d.method = {self.method:d}"] if self.method is not None else []
        meant = []
        if self.owners is not None:
            meant.append(_among("d.owner", self.owners))
        if self.unit is not None:
            meant.append(f"d.unit = {self.unit:d}")
        if self.product is not None:
            meant.append("d.deal IN (SELECT deal FROM deal_line WHERE product = $product)")
        if self.source is not None:
            meant.append("d.source = $source")
        if meant:
            found.append(f"{'NOT ' if self.others else ''}({' AND '.join(meant)})")
        if self.by == "opened":
            found.append(self.in_span("d.opened"))
        return " AND ".join(found) or "TRUE"

    def in_span(self, column: str) -> str:
        parts = [f"{column} >= $since"] if self.since is not None else []
        parts += [f"{column} < $until"] if self.until is not None else []
        return " AND ".join(parts) or "TRUE"

    def params(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.product is not None:
            found["product"] = self.product
        if self.source is not None:
            found["source"] = self.source
        for name, at in (("since", self.since), ("until", self.until)):
            if at is not None:
                found[name] = int(at.timestamp())
        return found


def _among(column: str, ids: Sequence[int]) -> str:
    """Written out: the engine compares with numbers that it knows beforehand."""
    return f"{column} IN ({', '.join(f'{id:d}' for id in ids)})" if ids else "FALSE"


def in_reach(reach: Reach) -> tuple[str, dict[str, Any]]:
    """The viewer's scopes over rows `d`, with their parameters."""
    if reach.units:
        return _among("d.unit", reach.units), {}
    theirs = _among("d.owner", reach.staff)
    if not reach.helped:
        return f"d.unit = {reach.home or 0:d} AND {theirs}", {}
    where = f"({theirs} OR d.deal IN (SELECT unnest($helped)))"
    return f"d.unit = {reach.home or 0:d} AND {where}", {"helped": list(reach.helped)}


@dataclass(frozen=True, slots=True)
class Behind:
    """The deals behind one figure. `at`: a stage of the cut's method, or a coarse one; "": any.

    `fate`: of krug.sales.words.Fate; came, left, passed (went on or won), there, stalled, moving. `leak`: of
    krug.sales.words.Leak.
    `paths`: method's version → its stages of that coarse stage.
    """

    cut: Cut
    at: str
    fate: str = CAME
    leak: str = ""
    paths: Mapping[int, Sequence[str]] | None = None

    def of(self, rows: QuerySet[Deal], now: datetime) -> QuerySet[Deal]:
        rows = self.cut.of(rows)
        return rows.filter(pk__in=self._left()) if self.leak else self._fated(rows, now)

    def _fated(self, rows: QuerySet[Deal], now: datetime) -> QuerySet[Deal]:
        coarse = self.cut.method is None
        own = Q(last_coarse=True, coarse=self.at) if coarse else Q(last=True, stage=self.at)
        if self.cut.by == "came":
            own &= self.cut.span("came_coarse" if coarse else "came")
        if self.fate == LEFT:
            own &= ~Q(fate="")
        elif self.fate == PASSED:
            own &= Q(fate__in=ON)
        elif self.fate != CAME:
            own &= Q(fate="" if self.fate in (THERE, STALLED, MOVING) else self.fate)
        if self.fate == STALLED:
            rows = rows.filter(stalled(now))
        elif self.fate == MOVING:
            rows = rows.filter(outcome=Outcome.OPEN, silent_since__gte=now - ASLEEP).exclude(
                stage_due__lt=now
            )
        return rows.filter(pk__in=Stay.objects.filter(own).values("deal"))

    def _left(self) -> QuerySet[DealDeviation, Any]:
        found = DealDeviation.objects.filter(gone_at=None, kind__in=LEAKS[Leak(self.leak)])
        if self.cut.by == "came":
            found = found.filter(self.cut.span("at"))
        where = Q(stage=self.at)
        if self.paths is not None:
            where = Q(pk__in=[])
            for version, stages in self.paths.items():
                where |= Q(deal__method=version, stage__in=stages)
        return found.filter(where).values("deal")


def stalled(now: datetime) -> Q:
    return Q(outcome=Outcome.OPEN) & (Q(stage_due__lt=now) | Q(silent_since__lt=now - ASLEEP))


def reach_of_viewer(viewer: User) -> tuple[str, dict[str, Any]]:
    return in_reach(reach_of(viewer))


def fates() -> list[str]:
    """What a figure of a stage may be asked for."""
    return [CAME, LEFT, PASSED, THERE, STALLED, MOVING, *(fate.value for fate in Fate if fate.value)]
