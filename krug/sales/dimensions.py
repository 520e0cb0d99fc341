"""Stays and deviations as questions read them, each with what its deal is: they travel in the reading copy.

A row has all that a cut asks for, so that a figure is one pass over one file. Moments are whole seconds, sums
whole hundredths.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import BigIntegerField, Case, CharField, F, IntegerField, Q, When
from django.db.models.functions import Cast, Round

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch
from krug.sales.models import DealDeviation, Line, MethodVersion, Stay
from krug.sales.words import LEAKS, Outcome

DEAL = ("deal", "unit", "method", "owner", "amount", "currency", "source", "opened")
STAY = (
    *(*DEAL, "silent", "due", "stage", "coarse", "fate", "came", "came_coarse"),
    *("total", "total_coarse", "last", "last_coarse"),
)
LINE = ("deal", "product")
READ = (*DEAL, "version", "stage", "kind", "at")
DEVIATION = (*DEAL, "stage", "coarse", "leak", "at", "first", "first_coarse")
WORDS = {"currency", "source", "stage", "coarse", "fate", "kind", "leak"}
MOMENTS = {"opened", "silent", "due", "came", "came_coarse", "at"}
SECONDS = 19
"""Letters of a moment's text up to its seconds, on both databases."""

STAYED = Watch(
    "stay",
    "sales_stay",
    "deal_id",
    (
        *("deal_id", "stage", "coarse", "fate", "came", "came_coarse"),
        *("total", "total_coarse", "last", "last_coarse"),
    ),
)
DEALT = Watch(
    "deal",
    "sales_deal",
    "id",
    (
        *("unit_id", "method_id", "owner_id", "amount", "currency", "source", "outcome"),
        *("opened_at", "silent_since", "stage_due"),
    ),
)
LINED = Watch("deal_line", "sales_line", "deal_id", ("deal_id", "product_id"))
DEVIATED = Watch(
    "deal_deviation", "sales_dealdeviation", "deal_id", ("deal_id", "stage", "kind", "at", "gone_at")
)
OF_DEAL = (
    *("deal", "deal__unit", "deal__method__method", "deal__owner", "hundredths", "deal__currency"),
    "deal__source",
)


def stays(keys: Keys) -> pa.Table:
    """The last stay of each deal at each stage, and at each coarse stage: `last`, `last_coarse` (1, 0).

    `silent`: since when no word was exchanged; `due`: when the hours of the stage of an open deal run out.
    """
    there = Stay.objects.filter(Q(last=True) | Q(last_coarse=True))
    rows = (there if keys is None else there.filter(deal__in=among(keys))).annotate(
        hundredths=_hundredths(),
        opened=_text("deal__opened_at"),
        silent=_text("deal__silent_since"),
        due=Case(When(deal__outcome=Outcome.OPEN, then=_text("deal__stage_due")), default=None),
        came_text=_text("came"),
        came_coarse_text=_text("came_coarse"),
        last_one=_bit("last"),
        last_coarse_one=_bit("last_coarse"),
    )
    names = (
        *(*OF_DEAL, "opened", "silent", "due", "stage", "coarse", "fate", "came_text", "came_coarse_text"),
        *("total", "total_coarse", "last_one", "last_coarse_one"),
    )
    return _timed(columns(rows.order_by("deal", "number").values_list(*names), _schema(STAY)))


def lines(keys: Keys) -> pa.Table:
    rows = Line.objects.filter(product__isnull=False).values_list("deal", "product").distinct()
    return columns(rows if keys is None else rows.filter(deal__in=among(keys)), _schema(LINE))


def deviations(keys: Keys) -> pa.Table:
    """Those that stand. `first` (1, 0): of its deal, stage and leak, so that deals are counted once;
    `first_coarse`: of its coarse stage, "" where the deal's version has no such stage.
    """
    there = DealDeviation.objects.filter(gone_at=None)
    rows = (there if keys is None else there.filter(deal__in=among(keys))).annotate(
        hundredths=_hundredths(), opened=_text("deal__opened_at"), moment=_text("at")
    )
    names = (*OF_DEAL, "opened", "deal__method", "stage", "kind", "moment")
    read = _timed(columns(rows.order_by("deal", "id").values_list(*names), _schema(READ)))
    leaks = {kind.value: leak.value for leak, kinds in LEAKS.items() for kind in kinds}
    leak = pa.array([leaks.get(kind, "") for kind in read["kind"].to_pylist()], pa.string())
    coarse = pa.array(_coarse(read), pa.string())
    found = {name: read[name] for name in (*DEAL, "stage", "at")} | {"leak": leak, "coarse": coarse}
    found["first"] = _first(read["deal"], read["stage"], leak)
    found["first_coarse"] = _first(read["deal"], coarse, leak)
    return pa.table({name: found[name] for name in DEVIATION})


def _coarse(read: pa.Table) -> list[str]:
    known = coarse_of(set(read["version"].to_pylist()))
    pairs = zip(read["version"].to_pylist(), read["stage"].to_pylist(), strict=True)
    return [known[version].get(stage, "") for version, stage in pairs]


def coarse_of(versions: set[int]) -> dict[int, dict[str, str]]:
    """Version → its stages → what they map to in the whole company."""
    rows = MethodVersion.objects.filter(pk__in=versions).values_list("pk", "contract")
    return {pk: {it["code"]: it["coarse"] for it in contract["stages"]} for pk, contract in rows}


def _first(*parts: Any) -> pa.Array:
    """1 where these values come for the first time, else 0."""
    if not len(parts[0]):
        return pa.array([], pa.int64())
    numbers = [np.unique(np.asarray(part.to_pylist()), return_inverse=True)[1] for part in parts]
    together = np.zeros(len(numbers[0]), np.int64)
    for number in numbers:
        together = together * (int(number.max()) + 1) + number
    flags = np.zeros(len(together), np.int64)
    flags[np.unique(together, return_index=True)[1]] = 1
    return pa.array(flags)


def _timed(table: pa.Table) -> pa.Table:
    """Texts of moments → seconds since 1970, UTC."""
    for place, name in enumerate(table.column_names):
        if name in MOMENTS:
            cut = pc.utf8_slice_codeunits(table[name], 0, SECONDS)
            moments = pc.cast(cut, pa.timestamp("s")).cast(pa.int64())
            table = table.set_column(place, name, moments)
    return table


def _hundredths() -> Cast:
    return Cast(Round(F("deal__amount") * 100), BigIntegerField())


def _text(name: str) -> Cast:
    return Cast(name, CharField())


def _bit(name: str) -> Case:
    return Case(When(**{name: True}, then=1), default=0, output_field=IntegerField())


def register_all() -> None:
    register(Dimension("stay", STAY, stays, key="deal", watches=(STAYED, DEALT)))
    register(Dimension("deal_line", LINE, lines, key="deal", watches=(LINED,)))
    register(Dimension("deal_deviation", DEVIATION, deviations, key="deal", watches=(DEVIATED, DEALT)))


def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string() if name in WORDS | MOMENTS else pa.int64()) for name in names])
