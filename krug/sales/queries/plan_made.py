"""What a figure of a plan is made of: open deals, those who buy again, new business, what people carry."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from krug.access.models import User
from krug.sales.models import Deal, PlanAdjustment
from krug.sales.planning.figures import Cell, figures
from krug.sales.planning.lines import Why
from krug.sales.planning.pace import Pace, Person
from krug.sales.queries.plan_parts import Part, Sorted
from krug.sales.queries.plan_seen import PlanSeen
from krug.sales.queries.seen import seen_deals

MOST = 200
"""Lines of a list; what is below is said as one sum."""


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """`deal` None: not seen. `planned`: its cents times its chance."""

    deal: Deal | None
    cents: int
    chance: float

    @property
    def planned(self) -> float:
        return self.cents * self.chance


@dataclass(frozen=True, slots=True)
class Again:
    """A customer who buys again."""

    key: str
    label: str
    planned: int
    could: int


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody: what he opens, wins and carries."""

    user: User
    person: Person
    cells: Sequence[Cell]

    @property
    def could(self) -> float:
        return sum(cell.could for cell in self.cells)

    @property
    def carry(self) -> float | None:
        known = [cell.carry for cell in self.cells if cell.carry is not None]
        return sum(known) if len(known) == len(self.cells) else None

    @property
    def new(self) -> float:
        return sum(cell.new for cell in self.cells)

    @property
    def short(self) -> bool:
        return any(cell.short > 1 for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Came:
    """A won deal; `deal` None: not seen."""

    deal: Deal | None
    cents: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody changed; `cents`: in these months."""

    of: PlanAdjustment
    cents: int


@dataclass(frozen=True, slots=True)
class Source:
    why: str
    by_month: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.by_month)


@dataclass(frozen=True, slots=True)
class Made:
    sources: Sequence[Source]
    deals: Sequence[OpenDeal]
    more_deals: float
    again: Sequence[Again]
    more_again: int
    hands: Sequence[Hands]
    adjustments: Sequence[ByHand]
    came: Sequence[Came]
    pace: Pace


def made_of(viewer: User, seen: PlanSeen, part: Part, by: str) -> Made:
    count = len(seen.months)
    held = [at for at, month in enumerate(seen.months) if f"{month:%Y-%m}" == part.key]
    months = held if by == "month" else list(range(count))
    deals = _deals(viewer, part, months)
    again = _again(viewer, seen, part, months)
    return Made(
        sources=_sources(part, count, months),
        deals=deals[:MOST],
        more_deals=sum(one.planned for one in deals[MOST:]),
        again=again[:MOST],
        more_again=sum(one.planned for one in again[MOST:]),
        hands=_hands(seen, part, months),
        adjustments=_adjustments(seen, part, months),
        came=_came(viewer, part),
        pace=seen.basis.pace,
    )


def _sources(part: Part, count: int, months: Collection[int]) -> list[Source]:
    found = []
    for why in Why:
        rows = [row.cents for row in part.rows if row.key.why == why]
        by_month = [sum(row[at] for row in rows) if at in months else 0 for at in range(count)]
        if any(by_month):
            found.append(Source(why.value, by_month))
    return found


def _deals(viewer: User, part: Part, months: Collection[int]) -> list[OpenDeal]:
    """A deal of two products stands once in each of them; of a month those that may be won in it."""
    held: dict[int, tuple[int, float]] = {}
    for row in part.rows:
        if row.key.why == Why.PIPELINE:
            for deal, cents, chances in row.deals:
                chance = sum(one for at, one in enumerate(chances) if at in months)
                if chance or len(months) > 1:
                    before = held.get(deal, (0, 0.0))
                    held[deal] = before[0] + cents, chance
    rows = seen_deals(viewer).filter(pk__in=list(held)).select_related("owner")
    found = {deal.pk: deal for deal in rows}
    made = [OpenDeal(found.get(deal), cents, chance) for deal, (cents, chance) in held.items()]
    return sorted(made, key=lambda one: -one.planned)


def _again(viewer: User, seen: PlanSeen, part: Part, months: Collection[int]) -> list[Again]:
    names = Sorted(viewer, seen, "customer").names
    held: dict[str, Again] = {}
    for row in part.rows:
        if row.key.why != Why.REPEAT:
            continue
        key, label, _klass = names.customers.get(row.key.customer, ("none", "", ""))
        before = held.get(key, Again(key, label, 0, 0))
        planned, could = (sum(one[at] for at in months) for one in (row.cents, row.could))
        held[key] = Again(key, label, before.planned + planned, before.could + could)
    return sorted(held.values(), key=lambda one: -one.planned)


def _hands(seen: PlanSeen, part: Part, months: Collection[int]) -> list[Hands]:
    owners = {row.key.owner for row in part.rows if row.key.owner}
    users = User.objects.in_bulk([one for one in owners if one])
    told = figures(seen.basis)
    people = {one.id: one for one in seen.basis.people}
    found = [
        Hands(users[owner], people[owner], [told.cells[owner][at] for at in months])
        for owner in owners
        if owner in users and owner in people
    ]
    return sorted(found, key=lambda one: (-one.could, one.user.name))


def _adjustments(seen: PlanSeen, part: Part, months: Collection[int]) -> list[ByHand]:
    """Those that touched this figure."""
    ids = {row.adjustment for row in part.rows if row.adjustment}
    rows = PlanAdjustment.objects.filter(version=seen.version, pk__in=ids)
    rows = rows.select_related("author", "owner", "territory").order_by("id")
    return [ByHand(one, sum(one.cents[at] for at in months)) for one in rows]


def _came(viewer: User, part: Part) -> list[Came]:
    held: dict[int, int] = {}
    for fact in part.facts:
        held[fact.deal] = held.get(fact.deal, 0) + fact.cents
    found = seen_deals(viewer).filter(pk__in=list(held)).select_related("owner").in_bulk()
    made = [Came(found.get(deal), cents) for deal, cents in held.items()]
    return sorted(made, key=lambda one: -one.cents)[:MOST]
