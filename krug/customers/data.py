"""What an action is given: plain values, checked by krug.customers.rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(slots=True, kw_only=True)
class PersonData:
    """A person to be made. Ids are database ids; `unit` None: the author's; phones and e-mails as written."""

    last_name: str
    first_name: str = ""
    middle_name: str = ""
    specialty: str = ""
    klass: str = ""
    organisation: int | None = None
    territory: int | None = None
    unit: int | None = None
    city: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""
    birth: date | str | None = None
    phones: Sequence[str] = field(default_factory=tuple)
    emails: Sequence[str] = field(default_factory=tuple)


@dataclass(slots=True, kw_only=True)
class OrganisationData:
    """An organisation to be made, in the same form."""

    name: str
    kind: str = "company"
    klass: str = ""
    parent: int | None = None
    territory: int | None = None
    unit: int | None = None
    city: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    tax_number: str = ""
    tax_reason: str = ""
    state_number: str = ""
    phones: Sequence[str] = field(default_factory=tuple)
    emails: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field edited from two sides: `kept` stands now, `other` (by `other_author`) is what it replaced."""

    field: str
    kept: Any
    other: Any
    other_author: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """A phone or an e-mail: as written, and as compared."""

    kind: str
    value: str
    normal: str
