"""The board: a column for each stage of one method, the newest deals first."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from krug.access import paging
from krug.access.models import User
from krug.sales.actions.standard import in_force
from krug.sales.models import Deal, Method, MethodVersion
from krug.sales.queries.narrowing import Narrow
from krug.sales.queries.reach import WITH
from krug.sales.queries.seen import seen_deals
from krug.sales.queries.ticking import Line, contracts_of, lines_of
from krug.sales.words import Coarse, Outcome

PAGE = 20


@dataclass(frozen=True, slots=True)
class Column:
    """`count` and `sums` (currency, total) are of all that is in it, `lines` those that are shown.

    `former`: a stage of an earlier version of the method alone.
    """

    code: str
    name: str
    coarse: str
    limit: int | None = None
    hint: str = ""
    former: bool = False
    count: int = 0
    sums: Sequence[tuple[str, Decimal]] = ()
    lines: Sequence[Line] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    method: Method
    columns: Sequence[Column]
    count: int
    sums: Sequence[tuple[str, Decimal]]


@dataclass(slots=True)
class _Held:
    """What a column holds: deals by version, sums by currency."""

    versions: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


def methods_for(viewer: User) -> list[Method]:
    """By which new deals of his unit go, and those after them that only running deals still go by."""
    if viewer.unit_id is None:
        units = Method.objects.order_by("unit").values_list("unit", flat=True).distinct()
        return [one for unit in units for one in _of_unit(unit)]
    return _of_unit(viewer.unit_id)


def _of_unit(unit: int) -> list[Method]:
    ruling = [version.method for version in in_force(unit)]
    kept = Method.objects.filter(unit=unit, retirement__isnull=False).order_by("-retirement__at")
    running = Deal.objects.filter(unit=unit, outcome=Outcome.OPEN, method__method__in=kept)
    alive = set(running.values_list("method__method", flat=True).distinct()) if kept else set()
    return ruling + [one for one in kept if one.pk in alive]


def board(viewer: User, method: Method, narrow: Narrow, now: datetime) -> Board:
    versions = _versions(method)
    rows = _rows(viewer, method, versions, narrow, now)
    held = _counted(rows)
    columns = _columns(versions, held)
    found = {one.code: _ids(rows, held[one.code].versions, one.code) for one in columns}
    lines = _lines((id for ids in found.values() for id in ids[:PAGE]), now)
    filled = [_filled(method, one, held[one.code], found[one.code], lines) for one in columns]
    total: dict[str, Decimal] = defaultdict(Decimal)
    for one in filled:
        for currency, amount in one.sums:
            total[currency] += amount
    return Board(method, filled, sum(one.count for one in filled), sorted(total.items()))


def column(
    viewer: User, method: Method, code: str, narrow: Narrow, after: str | None, now: datetime
) -> Column:
    """One column, or what follows in it. Raises WrongInput for a cursor of another one."""
    versions = _versions(method)
    rows = _rows(viewer, method, versions, narrow, now)
    held = _counted(rows.filter(stage=code))
    begin = paging.position(after, _place(method, code))
    ids = _ids(rows.filter(pk__lt=begin[0]) if begin else rows, held[code].versions, code)
    known = next((one for one in _columns(versions, held) if one.code == code), Column(code, code, ""))
    return _filled(method, known, held[code], ids, _lines(ids[:PAGE], now))


def _versions(method: Method) -> list[MethodVersion]:
    return list(method.versions.filter(publication__isnull=False).order_by("number"))


def _place(method: Method, code: str) -> str:
    return f"deals.{method.pk}.{code}"


def _rows(
    viewer: User, method: Method, versions: Sequence[MethodVersion], narrow: Narrow, now: datetime
) -> QuerySet[Deal]:
    rows = seen_deals(viewer).filter(unit=method.unit_id, outcome=Outcome.OPEN, method__in=versions)
    return narrow.of(rows, now)


def _counted(rows: QuerySet[Deal]) -> dict[str, _Held]:
    found: dict[str, _Held] = defaultdict(_Held)
    groups = rows.order_by().values_list("stage", "method", "currency")
    for stage, version, currency, count, total in groups.annotate(Count("id"), Sum("amount")):
        found[stage].versions[version] += count
        if total:
            found[stage].sums[currency] += total
    return found


def _columns(versions: Sequence[MethodVersion], held: Mapping[str, _Held]) -> list[Column]:
    """Stages of the newest version, and where earlier ones had others that still hold deals: these too."""
    if not versions:
        return []
    contracts = contracts_of([versions[-1], *_alive(versions[:-1], held)])
    newest, *earlier = contracts.values()
    found = [Column(it.code, it.name, it.coarse, it.limit, it.hint) for it in newest.stages]
    known = {one.code for one in found}
    order = list(Coarse)
    for stage in (it for contract in reversed(earlier) for it in contract.stages):
        if stage.code in held and stage.code not in known:
            known.add(stage.code)
            at = sum(order.index(Coarse(one.coarse)) <= order.index(Coarse(stage.coarse)) for one in found)
            found.insert(at, Column(stage.code, stage.name, stage.coarse, stage.limit, former=True))
    return found


def _alive(versions: Sequence[MethodVersion], held: Mapping[str, _Held]) -> list[MethodVersion]:
    alive = {version for one in held.values() for version in one.versions}
    return [version for version in versions if version.pk in alive]


def _ids(rows: QuerySet[Deal], versions: Iterable[int], code: str) -> list[int]:
    """The newest, one more than a page. By version: so each is the beginning of one run of the index."""
    runs = [
        list(rows.filter(method=version, stage=code).order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
        for version in versions
    ]
    return list(heapq.merge(*runs, reverse=True))[: PAGE + 1]


def _lines(ids: Iterable[int], now: datetime) -> dict[int, Line]:
    deals = Deal.objects.select_related(*WITH).filter(pk__in=list(ids))
    return {line.deal.pk: line for line in lines_of(list(deals), now)}


def _filled(
    method: Method, column: Column, held: _Held, ids: Sequence[int], lines: Mapping[int, Line]
) -> Column:
    return replace(
        column,
        count=sum(held.versions.values()),
        sums=sorted(held.sums.items()),
        lines=[lines[id] for id in ids[:PAGE] if id in lines],
        next=paging.cursor([ids[PAGE - 1]], _place(method, column.code)) if len(ids) > PAGE else None,
    )
