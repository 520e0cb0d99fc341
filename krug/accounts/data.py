"""What the action is given: plain values, checked by krug.accounts.rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountData:
    """Whose it is: the id of an organisation or a person; nothing when account or tax number are known."""

    external_id: str
    organisation: int | None = None
    person: int | None = None
    tax_number: str = ""
    tax_reason: str = ""
    currency: str = "RUB"
    credit_limit: Decimal | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperData:
    """`account`: the external id of whose paper it is."""

    external_id: str
    account: str
    kind: str
    day: date
    amount: Decimal
    currency: str = "RUB"
    number: str = ""
    due: date | None = None
    settles: str = ""
    cancelled: bool = False


@dataclass(slots=True)
class Counts:
    """`older`: told by an earlier state of the accounting system than the one known."""

    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0


@dataclass(slots=True)
class Put:
    accounts: Counts
    papers: Counts
