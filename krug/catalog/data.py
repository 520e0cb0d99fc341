"""What the action is given. None: not told, what is known stays."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductData:
    """`prices`: price list → (amount, currency); `stock`: warehouse → quantity; lists by external id."""

    external_id: str
    parent: str = ""
    name: str | None = None
    article: str | None = None
    measure: str | None = None
    group: str | None = None
    gone: bool | None = None
    prices: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    stock: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListData:
    external_id: str
    name: str
    currency: str
