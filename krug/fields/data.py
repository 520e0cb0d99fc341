"""What the actions are given and answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class FieldData:
    """A field to be defined. `unit` None: the whole company. `options`: names, one after the other."""

    name: str
    type: str
    unit: int | None = None
    section: str = ""
    hint: str = ""
    required: bool = False
    personal: bool = False
    open: bool = False
    least: str = ""
    most: str = ""
    currency: str = "RUB"
    options: list[str] = field(default_factory=list)
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field written from two sides: `kept` stands now, `other` (by `other_author`) is what it replaced."""

    field: str
    kept: Any
    other: Any
    other_author: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """Keys of what changed, and where somebody else had written meanwhile."""

    changed: list[str]
    conflicts: list[Clash]
