"""What parts need to become steps: bound values, named steps, and what is known beside. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa

from krug.analysis.steps import Step
from krug.segments.conditions import Asked, Mode
from krug.segments.kinds import Kind
from krug.segments.own import Meant

DAY = 86_400_000_000  # µs


@dataclass(frozen=True)
class Known:
    """Another segment: what it asks, or (frozen) who was in it."""

    asked: Asked
    frozen: Callable[[], pa.Table] | None = None


Segments = Mapping[UUID, Known]
Test = str
"""SQL over a candidate `t`."""


def letters(number: int) -> str:
    """0 → a, 25 → z, 26 → ba: names of steps and parameters have letters alone."""
    low = chr(ord("a") + number % 26)
    return (letters(number // 26) if number >= 26 else "") + low


@dataclass
class Frame:
    """`alone`: asked of these rows alone, of which there are tables (`asked` of identities, `place` of
    organisations); `given`: the touches of these identities are a table too (`mine`).

    `own`: (kind, key) → the field; `places`: uid → organisation. `today`: the company's day.
    `seen`: the kind of which only rows that the viewer sees are candidates; empty: all of the unit.
    """

    now: int
    today: date
    segments: Segments
    own: Mapping[tuple[str, str], Meant]
    purposes: Mapping[str, int]
    places: Mapping[str, int] = field(default_factory=dict)
    seen: str = ""
    alone: bool = False
    given: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Callable[[], pa.Table]] = field(default_factory=dict)
    parts: list[Step] = field(default_factory=list)
    since: list[int | None] = field(default_factory=list)
    """From when on each part needs touches; None: all of them."""
    about: bool = False
    """Whether some part asks what touches were about."""
    made: dict[UUID, str] = field(default_factory=dict)

    def need_since(self, days: int | None) -> None:
        self.since.append(self.now - days * DAY if days else None)

    def in_days(self, days: int | None) -> str:
        return f' AND t."at" >= {self.bind(self.now - days * DAY)}' if days else ""

    def bind(self, value: Any) -> str:
        """The same value is bound once, so that equal parts are equal SQL."""
        for name, known in self.params.items():
            if type(known) is type(value) and known == value:
                return f"${name}"
        name = f"v_{letters(len(self.params))}"
        self.params[name] = value
        return f"${name}"

    def step(self, kind: str, sql: str) -> str:
        for step in self.parts:
            if step.sql == sql:
                return step.name
        name = f"{kind}_{letters(len(self.parts))}"
        self.parts.append(Step(name, sql))
        return name


def among(kind: Kind, step: str) -> Test:
    return f"t.{kind.code} IN (SELECT {kind.code} FROM {step})"


def negated(no: bool, test: Test) -> Test:
    return f"NOT ({test})" if no else test


def together(mode: Mode, tests: Sequence[Test] | Collection[Test]) -> Test:
    """Without any test: everybody. «None» of nothing is everybody too."""
    if not tests:
        return "TRUE"
    joined = (" AND " if mode == "all" else " OR ").join(f"({test})" for test in tests)
    return negated(mode == "none", joined)
