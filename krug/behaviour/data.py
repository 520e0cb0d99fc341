"""What the actions of this domain are given and give back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from krug.behaviour.reading import Said


@dataclass(slots=True, kw_only=True)
class SourceData:
    """A source to be made. `origins`: https://shop.example each, or `*`; `blocked`: traits.birthday each."""

    name: str
    kind: str = "site"
    origins: Sequence[str] = field(default_factory=tuple)
    blocked: Sequence[str] = field(default_factory=tuple)


@dataclass(slots=True)
class Moved:
    """What became of some events: `known` came before, `refused` are kept with their reasons, `dropped` are
    of customers who do not allow it.
    """

    taken: int = 0
    known: int = 0
    refused: int = 0
    dropped: int = 0

    def __iadd__(self, other: "Moved") -> "Moved":
        self.taken += other.taken
        self.known += other.known
        self.refused += other.refused
        self.dropped += other.dropped
        return self


@dataclass(frozen=True, slots=True)
class Settled:
    """An event on its way into the log: its id, whose it is, of which session."""

    said: Said
    uid: UUID
    identity: int
    episode: UUID | None = None
