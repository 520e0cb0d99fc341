"""What sales' actions are given."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from krug.access.models import User
from krug.customers.models import Organisation, Person
from krug.sales.models import Method


@dataclass(frozen=True, slots=True)
class DealData:
    """A new deal. `owner` None: the author; `method` None: the newest of the owner's unit."""

    name: str = ""
    person: Person | None = None
    organisation: Organisation | None = None
    owner: User | None = None
    method: Method | None = None
    amount: Decimal | None = None
    currency: str = ""
    expected_on: date | None = None
    need: str = ""
    source: str = ""
    """Of krug.sales.words.Source; "": guessed from touches."""
    next_action: str = ""
    next_at: datetime | None = None
    uid: UUID | None = None
    opened_at: datetime | None = None
    """When it began, if not now: of deals that come from elsewhere."""


@dataclass(frozen=True, slots=True)
class LineData:
    name: str
    product: int | None = None
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
