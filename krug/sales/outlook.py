"""What a newcomer learns from a method: time, money and checkpoints of one deal. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from krug.sales.contract import Contract


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of a deal that goes all the way. `unlimited`: stages without a limit of time, not counted in hours."""

    hours: int
    days: float
    """Working days of the method's own length."""
    unlimited: int
    stages: int
    checkpoints: int
    required: int
    money: Decimal
    """What the resources cost if all of them are used up."""
    commission: Decimal
    """Percent of the amount to the one who registered the deal."""
    shared: Decimal
    """Percent to everybody together."""


def outlook(contract: Contract) -> Outlook:
    points = [point for _stage, point in contract.checkpoints()]
    hours = sum(stage.limit or 0 for stage in contract.stages)
    shares = {share.whom: share.percent for share in contract.commission}
    return Outlook(
        hours=hours,
        days=round(hours / _length(contract), 1),
        unlimited=sum(1 for stage in contract.stages if stage.limit is None),
        stages=len(contract.stages),
        checkpoints=len(points),
        required=sum(1 for point in points if point.required),
        money=sum((limit.most * limit.price for limit in contract.limits), Decimal(0)),
        commission=shares.get("registered", Decimal(0)),
        shared=sum(shares.values(), Decimal(0)),
    )


def _length(contract: Contract) -> float:
    """Hours of a working day."""
    day, working = date(2000, 1, 1), contract.working
    length = datetime.combine(day, working.until) - datetime.combine(day, working.since)
    return length.total_seconds() / 3600
