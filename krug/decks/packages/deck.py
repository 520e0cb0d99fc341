"""What a package of any format is read into."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SlideFound:
    """`address` is a path in the package, with #hash where the slide is one. `thumb` is a path or empty."""

    key: str
    title: str
    address: str
    thumb: str = ""
    mandatory: bool = False
    minutes: float | None = None
    next: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    background: str = ""

    @property
    def path(self) -> str:
        return self.address.partition("#")[0]


@dataclass(frozen=True, slots=True)
class DeckFound:
    title: str
    slides: list[SlideFound]
    language: str = ""
