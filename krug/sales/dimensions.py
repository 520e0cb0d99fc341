"""Deals and their stays as questions read them: they travel in the reading copy.

Moments are texts that sort as they do; sums are whole hundredths.
"""

import pyarrow as pa
from django.db.models import BigIntegerField, Case, CharField, F, IntegerField, Q, When
from django.db.models.functions import Cast, Round

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch
from krug.sales.models import Deal, DealDeviation, Line, Stay

STAY = (
    *("deal", "stage", "coarse", "fate", "came", "came_coarse"),
    *("total", "total_coarse", "last", "last_coarse"),
)
DEAL = ("deal", "unit", "method", "owner", "amount", "currency", "outcome", "opened", "silent", "due")
LINE = ("deal", "product")
DEVIATION = ("deal", "stage", "kind", "at")
TEXT = {
    *("stage", "coarse", "fate", "came", "came_coarse"),
    *("currency", "outcome", "opened", "silent", "due", "kind", "at"),
}

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
        *("unit_id", "method_id", "owner_id", "amount", "currency", "outcome"),
        *("opened_at", "silent_since", "stage_due"),
    ),
)
LINED = Watch("deal_line", "sales_line", "deal_id", ("deal_id", "product_id"))
DEVIATED = Watch(
    "deal_deviation", "sales_dealdeviation", "deal_id", ("deal_id", "stage", "kind", "at", "gone_at")
)


def stays(keys: Keys) -> pa.Table:
    """The last stay of each deal at each stage, and at each coarse stage: `last`, `last_coarse` (1, 0)."""
    rows = Stay.objects.filter(Q(last=True) | Q(last_coarse=True)).annotate(
        came_text=_text("came"),
        came_coarse_text=_text("came_coarse"),
        last_one=_bit("last"),
        last_coarse_one=_bit("last_coarse"),
    )
    rows = rows if keys is None else rows.filter(deal__in=among(keys))
    names = (
        *("deal", "stage", "coarse", "fate", "came_text", "came_coarse_text"),
        *("total", "total_coarse", "last_one", "last_coarse_one"),
    )
    return columns(rows.values_list(*names), _schema(STAY))


def deals(keys: Keys) -> pa.Table:
    """`silent`: since when no word was exchanged; `due`: when the hours of its stage run out."""
    rows = Deal.objects.annotate(
        hundredths=Cast(Round(F("amount") * 100), BigIntegerField()),
        opened_text=_text("opened_at"),
        silent_text=_text("silent_since"),
        due_text=_text("stage_due"),
    )
    rows = rows if keys is None else rows.filter(pk__in=among(keys))
    names = ("pk", "unit", "method__method", "owner", "hundredths", "currency", "outcome")
    return columns(rows.values_list(*names, "opened_text", "silent_text", "due_text"), _schema(DEAL))


def lines(keys: Keys) -> pa.Table:
    rows = Line.objects.filter(product__isnull=False).values_list("deal", "product").distinct()
    return columns(rows if keys is None else rows.filter(deal__in=among(keys)), _schema(LINE))


def deviations(keys: Keys) -> pa.Table:
    """Those that stand."""
    there = DealDeviation.objects.filter(gone_at=None)
    rows = (there if keys is None else there.filter(deal__in=among(keys))).annotate(moment=_text("at"))
    return columns(rows.values_list("deal", "stage", "kind", "moment"), _schema(DEVIATION))


def _text(name: str) -> Cast:
    return Cast(name, CharField())


def _bit(name: str) -> Case:
    return Case(When(**{name: True}, then=1), default=0, output_field=IntegerField())


def register_all() -> None:
    register(Dimension("stay", STAY, stays, key="deal", watches=(STAYED,)))
    register(Dimension("deal", DEAL, deals, key="deal", watches=(DEALT,)))
    register(Dimension("deal_line", LINE, lines, key="deal", watches=(LINED,)))
    register(Dimension("deal_deviation", DEVIATION, deviations, key="deal", watches=(DEVIATED,)))


def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string() if name in TEXT else pa.int64()) for name in names])
