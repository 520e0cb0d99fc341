"""Who gets how much of a won deal, by the shares that its method states (S12). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from krug.sales.contract import MOST_SHARED, Share

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sellers:
    """Who sold it, by id. `registered`: None where no person opened it; `leaders`: of its owner."""

    registered: int | None
    owner: int
    helpers: Sequence[int] = ()
    leaders: Sequence[int] = ()

    def of(self, sharer: str) -> Sequence[int]:
        return {
            "registered": () if self.registered is None else (self.registered,),
            "owner": (self.owner,),
            "helper": sorted(set(self.helpers)),
            "leader": sorted(set(self.leaders)),
        }[sharer]


@dataclass(frozen=True, slots=True)
class Earned:
    """`percent`: of the whole amount; `among`: how many divide what it makes."""

    user: int
    sharer: str
    percent: Decimal
    among: int
    amount: Decimal


def shares(commission: Sequence[Share], amount: Decimal, sellers: Sellers) -> Iterator[Earned]:
    """Each who helped gets his whole percent; leaders divide theirs. Together never more than the amount."""
    for share in commission:
        users = sellers.of(share.whom)
        if not users or not share.percent:
            continue
        if share.whom == "leader":
            whole = _part(amount, share.percent)
            for user, part in zip(users, _divided(whole, len(users)), strict=True):
                yield Earned(user, share.whom, share.percent, len(users), part)
            continue
        percent = share.percent
        if share.whom == "helper":
            others = sum((one.percent for one in commission if one.whom != "helper"), Decimal(0))
            percent = min(percent, ((MOST_SHARED - others) / len(users)).quantize(CENT, ROUND_DOWN))
        for user in users:
            yield Earned(user, share.whom, percent, 1, _part(amount, percent))


def _part(amount: Decimal, percent: Decimal) -> Decimal:
    return (amount * percent / 100).quantize(CENT, ROUND_HALF_UP)


def _divided(whole: Decimal, among: int) -> list[Decimal]:
    """Equal to the hundredth; what cannot be divided goes to the first ones."""
    cents = int(whole / CENT)
    each, rest = divmod(cents, among)
    return [(each + (at < rest)) * CENT for at in range(among)]
