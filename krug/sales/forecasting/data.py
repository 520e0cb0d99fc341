"""What is said of a month."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from krug.access.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """One deal, by id; None: what is not a deal yet. `model`: 0…1, what the model says at this moment."""

    deal: int | None
    amount: Decimal
    chance: int
    currency: str = "RUB"
    expected_on: date | None = None
    model: float | None = None


@dataclass(frozen=True, slots=True)
class PastForecast:
    """`said` of `owner`'s month by `author`, then."""

    owner: User
    author: User
    period: date
    made_at: datetime
    said: list[Said] = field(default_factory=list)
    uid: UUID | None = None
