"""Deviations added up: per person, team, unit, stage and kind; and the deals behind each figure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from krug.access.models import Scope, User
from krug.access.scopes import scopes_by_kind, visible_staff
from krug.sales.models import Deal, DealDeviation

By = Literal["person", "team", "unit", "stage", "kind"]
FORMER = 0
"""Instead of a person: deviations of who owned a deal before; they are nobody's line of today."""
KEYS: dict[str, Any] = {
    "person": Case(
        When(staff=F("deal__owner"), then=F("staff")), default=Value(FORMER), output_field=IntegerField()
    ),
    "team": Coalesce("deal__owner__team", 0),
    "unit": F("deal__unit"),
    "stage": F("coarse"),
    "kind": F("kind"),
}
OF_DEALS: dict[str, Any] = {"person": F("owner"), "team": Coalesce("owner__team", 0), "unit": F("unit")}
"""What a deal itself is counted by; to a stage or a kind of deviation no deal belongs."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Days, both included, and what is narrowed to. `person` FORMER: of former owners; `team` 0: of none."""

    since: date
    until: date
    person: int | None = None
    team: int | None = None
    unit: int | None = None
    stage: str = ""
    kind: str = ""

    @property
    def span(self) -> tuple[datetime, datetime]:
        zone = timezone.get_current_timezone()
        days = self.since, self.until + timedelta(days=1)
        begin, end = (datetime.combine(day, time(), zone) for day in days)
        return begin, end

    def of(self, by: By, key: Any) -> "Cut":
        return replace(self, **{by: key})


def deals_under(viewer: User) -> QuerySet[Deal]:
    """Whose deals count in the viewer's figures: his own and of whom he leads; a head's: of his unit."""
    units = scopes_by_kind(viewer).get(Scope.Kind.UNIT, frozenset())
    if units:
        return Deal.objects.filter(unit__in=Scope.objects.filter(pk__in=units).values("ref"))
    return Deal.objects.filter(owner__in=list(visible_staff(viewer).values_list("id", flat=True)))


def deviations_in(deals: QuerySet[Deal], cut: Cut) -> QuerySet[DealDeviation]:
    begin, end = cut.span
    rows = DealDeviation.objects.filter(gone_at=None, at__gte=begin, at__lt=end)
    rows = rows.filter(deal__in=_narrowed(deals, cut).values("pk"))
    if cut.person == FORMER:
        rows = rows.exclude(staff=F("deal__owner"))
    elif cut.person is not None:
        rows = rows.filter(staff=cut.person)
    if cut.stage:
        rows = rows.filter(coarse=cut.stage)
    return rows.filter(kind=cut.kind) if cut.kind else rows


def deals_at_work(deals: QuerySet[Deal], cut: Cut) -> QuerySet[Deal]:
    """That ran at some time of these days."""
    begin, end = cut.span
    rows = _narrowed(deals, cut).filter(opened_at__lt=end)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gte=begin))


def deals_that_kept(deals: QuerySet[Deal], cut: Cut) -> QuerySet[Deal]:
    """Of these, such as no deviation was found of in these days."""
    begin, end = cut.span
    own = DealDeviation.objects.filter(deal=OuterRef("pk"), gone_at=None, at__gte=begin, at__lt=end)
    return deals_at_work(deals, cut).filter(~Exists(own))


def _narrowed(deals: QuerySet[Deal], cut: Cut) -> QuerySet[Deal]:
    if cut.person:
        deals = deals.filter(owner=cut.person)
    if cut.team is not None:
        deals = deals.filter(owner__team=cut.team or None)
    return deals.filter(unit=cut.unit) if cut.unit is not None else deals


@dataclass(slots=True)
class Sums:
    """In one currency. `unknown`: deviations that nothing is known of yet."""

    currency: str
    cost: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    price: Decimal = Decimal(0)

    @property
    def whole(self) -> Decimal:
        return self.cost + self.price


@dataclass(slots=True)
class Figures:
    """`number` of deviations in `deals`, `unknown`: of them not priced; of `work` deals `kept` had none.

    `steps`: what the method asked of the deals at work, `in_step` of them were kept.
    """

    key: Any = None
    number: int = 0
    deals: int = 0
    unknown: int = 0
    sums: Sequence[Sums] = ()
    work: int = 0
    kept: int = 0
    steps: int = 0
    in_step: int = 0

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.work if self.work else None

    @property
    def step_share(self) -> float | None:
        return self.in_step / self.steps if self.steps else None

    @property
    def any_cost(self) -> bool:
        return any(one.whole or one.high for one in self.sums)


@dataclass(frozen=True, slots=True)
class Report:
    cut: Cut
    by: By
    total: Figures
    lines: Sequence[Figures]


def report(viewer: User, cut: Cut, by: By) -> Report:
    """Lines with the costliest first. A person's own figures are those that whoever leads him sees."""
    deals = deals_under(viewer)
    total = next(iter(_figures(deals, cut, None).values()), Figures())
    lines = _figures(deals, cut, by)
    order = sorted(
        lines.values(), key=lambda one: (-sum(it.whole for it in one.sums), -one.number, str(one.key))
    )
    return Report(cut, by, total, order)


def _figures(deals: QuerySet[Deal], cut: Cut, by: By | None) -> dict[Any, Figures]:
    found: dict[Any, Figures] = defaultdict(Figures)
    rows = deviations_in(deals, cut).annotate(of_what=KEYS[by] if by else Value(FORMER)).order_by()
    counts = rows.values_list("of_what").annotate(Count("id"), Count("deal", distinct=True))
    for key, number, count in counts:
        found[key].number, found[key].deals = number, count
    for key, sums in _sums(rows).items():
        found[key].sums = sums
    blank = rows.filter(cost=None).values_list("of_what").annotate(Count("id"))
    for key, unknown in blank:
        found[key].unknown = unknown
    if by is None or by in OF_DEALS:
        _at_work(deals, cut, by, found)
    for key, one in found.items():
        one.key = key
    return dict(found)


def _sums(rows: QuerySet[Any]) -> Mapping[Any, list[Sums]]:
    found = defaultdict[Any, list[Sums]](list)
    columns = [Sum(name) for name in ("cost", "cost_low", "cost_high", "price")]
    groups = rows.values_list("of_what", "deal__currency").annotate(*columns)
    for key, currency, *sums in groups.order_by("deal__currency"):
        found[key].append(Sums(currency, *(one or Decimal(0) for one in sums)))
    return found


def _at_work(deals: QuerySet[Deal], cut: Cut, by: By | None, found: dict[Any, Figures]) -> None:
    if cut.person == FORMER or cut.stage or cut.kind:
        return
    key = OF_DEALS[by] if by else Value(FORMER)
    work = deals_at_work(deals, cut).annotate(of_what=key).order_by().values_list("of_what")
    steps = Sum("conformance__steps"), Sum("conformance__kept")
    for one, count, asked, kept in work.annotate(Count("id"), *steps):
        found[one].work, found[one].steps, found[one].in_step = count, asked or 0, kept or 0
    right = deals_that_kept(deals, cut).annotate(of_what=key).order_by().values_list("of_what")
    for one, count in right.annotate(Count("id")):
        found[one].kept = count


def deals_behind(viewer: User, cut: Cut, what: str) -> QuerySet[Deal]:
    """The deals of a figure. `what`: with (deviations), work or kept."""
    deals = deals_under(viewer)
    if what == "work":
        return deals_at_work(deals, cut)
    if what == "kept":
        return deals_that_kept(deals, cut)
    return deals.filter(pk__in=deviations_in(deals, cut).values("deal"))
