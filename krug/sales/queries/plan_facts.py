"""What came: deals won in a span, as plans are measured by them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils import timezone

from krug.sales.models import Deal, Plan
from krug.sales.planning.pace import Customer
from krug.sales.planning.sharing import shared
from krug.sales.queries.forecasts import won_events
from krug.sales.queries.plan_known import customers_of, products_of, territories_of
from krug.sales.queries.plan_months import ends_of, staff_of

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fact:
    """A won deal, or its part of one product. `month`: the first of it; sums in cents."""

    deal: int
    uid: UUID
    name: str
    owner: int
    customer: Customer
    territory: int | None
    product: int | None
    cents: int
    at: datetime

    @property
    def month(self) -> date:
        return self.at.astimezone(timezone.get_default_timezone()).date().replace(day=1)


@dataclass(frozen=True, slots=True)
class Came:
    """`foreign`: deals won in another currency, which are not in it."""

    facts: Sequence[Fact]
    foreign: int

    def by_month(self, months: Sequence[date]) -> list[int]:
        found: dict[date, int] = defaultdict(int)
        for one in self.facts:
            found[one.month] += one.cents
        return [found[month] for month in months]


def won_before(plan: Plan, owners: Collection[int], until: datetime) -> dict[date, int]:
    """By months, from the first deal on: a line that knew a year only would not know who sold before it."""
    zone, found = timezone.get_default_timezone(), defaultdict[date, int](int)
    chosen = list(staff_of(plan).filter(pk__in=owners).values_list("id", flat=True))
    events = won_events(chosen, BEGINNING, until).filter(deal__currency=plan.currency)
    for at, amount in events.values_list("at", "number_after"):
        found[at.astimezone(zone).date().replace(day=1)] += round((amount or 0) * 100)
    return dict(found)


def came(plan: Plan, owners: Collection[int] | None) -> Came:
    """`owners` None: of everybody whom the plan counts. Between the plan's ends."""
    staff = staff_of(plan)
    chosen: list[int] = list(
        (staff if owners is None else staff.filter(pk__in=owners)).values_list("id", flat=True)
    )
    events = won_events(chosen, *ends_of(plan)).order_by("at", "id")
    rows = list(events.values_list("deal", "owner", "number_after", "at", "deal__currency"))
    own = [row for row in rows if row[4] == plan.currency]
    deals = Deal.objects.in_bulk([row[0] for row in own])
    customers = customers_of(list(deals.values()))
    territories = territories_of(set(customers.values()))
    products = products_of(list(deals))
    facts = []
    for deal, owner, amount, at, _currency in own:
        customer = customers[deal]
        mix = products.get(deal) or {None: 1}
        parts = shared(round((amount or 0) * 100), list(mix.values()))
        for product, cents in zip(mix, parts, strict=True):
            facts.append(
                Fact(deal, deals[deal].uid, deals[deal].name, owner or 0, customer,
                     territories.get(customer), product, cents, at)
            )  # fmt: skip
    return Came(facts, len(rows) - len(own))
