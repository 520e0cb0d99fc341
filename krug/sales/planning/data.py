"""What actions on plans are given."""

from dataclasses import dataclass, field
from datetime import date

from krug.access.models import Team, Unit
from krug.sales.planning.pace import NOBODY, Customer


@dataclass(frozen=True, slots=True)
class PlanData:
    """`since`: the first of a month; `months`: 3 or 12; `growth`: per cent of the naive line."""

    unit: Unit
    since: date
    months: int
    team: Team | None = None
    growth: int = 15
    currency: str = "RUB"


@dataclass(frozen=True, slots=True)
class Whose:
    """Which figure is changed: of a person, a territory or a customer."""

    owner: int | None = None
    territory: int | None = None
    customer: Customer = field(default=NOBODY)
