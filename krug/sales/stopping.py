"""The stop sign: what a deal costs against what it is likely to bring, by its method's rule. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from krug.sales.contract import Contract
from krug.sales.judging import Facts

KNOWN = 5
"""So many won deals weigh as much as what the method itself allows."""
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Usual:
    """What deals that were won by this method cost: how many they are, and their mean."""

    deals: int = 0
    money: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """Of a deal. `written`: money written down on it; `chance`: percent, as its seller sees it."""

    amount: Decimal | None
    currency: str
    chance: int | None
    written: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Sums in the deal's currency. `value`: amount × chance; `deals`: won ones that `ahead` rests on."""

    spent: Decimal
    ahead: Decimal
    value: Decimal
    percent: int
    chance: int
    own_chance: bool
    deals: int

    @property
    def cost(self) -> Decimal:
        return self.spent + self.ahead

    @property
    def most(self) -> Decimal:
        return self.value * self.percent / HUNDRED

    @property
    def stops(self) -> bool:
        return self.cost > self.most

    @property
    def figures(self) -> dict[str, Any]:
        """As it is stored."""
        sums = {name: str(getattr(self, name)) for name in ("spent", "ahead", "value")}
        plain = {name: getattr(self, name) for name in ("percent", "chance", "own_chance", "deals")}
        return sums | plain


def weighed_of(figures: Mapping[str, Any]) -> Weighed:
    sums = {name: Decimal(figures[name]) for name in ("spent", "ahead", "value")}
    return Weighed(**{**figures, **sums})


def weigh(contract: Contract, facts: Facts, terms: Terms, usual: Usual) -> Weighed | None:
    """None: there is nothing to weigh by: no amount, no chance, or costs and amount in two currencies."""
    own = terms.chance is not None
    chance = terms.chance if terms.chance is not None else contract.stage(facts.stage).chance
    if terms.amount is None or chance is None or terms.currency != contract.currency:
        return None
    return Weighed(
        spent=(terms.written + counted(contract, facts.counted)).quantize(CENT),
        ahead=(whole_cost(contract, usual) * rest(contract, facts.stage)).quantize(CENT),
        value=(terms.amount * chance / HUNDRED).quantize(CENT),
        percent=contract.stop.percent,
        chance=chance,
        own_chance=own,
        deals=usual.deals,
    )


def counted(contract: Contract, quantities: Mapping[str, Decimal]) -> Decimal:
    """What visits and calls cost by the method's prices."""
    limits = {limit.resource: limit.price for limit in contract.limits}
    prices = ((count, limits.get(name, Decimal(0))) for name, count in quantities.items())  # type: ignore[call-overload]
    return sum((count * price for count, price in prices), Decimal(0))


def whole_cost(contract: Contract, usual: Usual) -> Decimal:
    """From opening to end: what won deals cost; where these are few, half of what the method allows."""
    allowed = sum((limit.most * limit.price for limit in contract.limits), Decimal(0))
    return (usual.money * usual.deals + allowed / 2 * KNOWN) / (usual.deals + KNOWN)


def rest(contract: Contract, stage: str) -> Decimal:
    """Part of the path that lies ahead, this stage included, by the hours that stages are given.

    A stage without a limit counts as the mean of those that have one.
    """
    given = [stage.limit for stage in contract.stages if stage.limit]
    mean = Decimal(sum(given)) / len(given) if given else Decimal(1)
    hours = [Decimal(one.limit) if one.limit else mean for one in contract.stages]
    return sum(hours[contract.place(stage) :], Decimal(0)) / sum(hours, Decimal(0))


@dataclass(frozen=True, slots=True)
class Leave:
    """Until when, and up to what sum spent, a deal goes on in spite of the sign."""

    until: date | None
    up_to: Decimal | None


def ends(leave: Leave, zone: str) -> datetime | None:
    """The end of its last day, where the method's clock hangs."""
    if leave.until is None:
        return None
    return datetime.combine(leave.until + timedelta(days=1), time(), ZoneInfo(zone))


def used_up(leave: Leave, zone: str, spent: Decimal, now: datetime) -> bool:
    end = ends(leave, zone)
    return (end is not None and end <= now) or (leave.up_to is not None and spent > leave.up_to)
