"""A question: named steps over the log and the dimensions, asked by a viewer."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from krug.access.models import User
from krug.analysis import dimension
from krug.analysis.reading import reading
from krug.analysis.steps import Step


@dataclass(frozen=True)
class Question:
    """`params` names what `run` must be given; the last step is the answer.

    `kept`: steps that several others rest on, worked out once when more than one step is asked.
    """

    name: str
    steps: Sequence[Step]
    params: frozenset[str] = frozenset()
    kept: Sequence[str] = ()

    def sql(self, sources: Mapping[str, str], upto: str, done: Collection[str] = ()) -> str:
        """All steps up to the named one, put together; what it does not need, or is `done`, is left out."""
        needed = self.needed(upto, done)
        named = tables_of(needed)
        parts = [f"{name} AS ({sources[name]})" for name in sources if name in named]
        parts += [f"{step.name} AS ({step.sql})" for step in needed]
        return f"WITH {', '.join(parts)} SELECT * FROM {upto}" if parts else f"SELECT * FROM {upto}"

    def needed(self, upto: str, done: Collection[str] = ()) -> list[Step]:
        """The named step and those before it that it rests on, in order."""
        if upto not in {step.name for step in self.steps}:
            raise ValueError(f"Question {self.name} has no step {upto}.")
        found: list[Step] = []
        wanted = {upto}
        for step in reversed(self.steps):
            if step.name in wanted and step.name not in done:
                found.append(step)
                wanted |= tables_of([step])
        return found[::-1]


def tables_of(steps: Iterable[Step]) -> frozenset[str]:
    """What stands behind FROM and JOIN: steps, tables of the log, dimensions."""
    return frozenset(name for step in steps for name in re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", step.sql))


Tables = Mapping[str, Callable[[], pa.Table]]
"""Tables for this run alone, read in its snapshot."""


def run(
    question: Question, viewer: User, tables: Tables | None = None, **params: Any
) -> list[dict[str, Any]]:
    """The answer's rows, as far as the viewer's scopes go."""
    return inspect(question, question.steps[-1].name, viewer, tables, **params)


def inspect(
    question: Question, step: str, viewer: User, tables: Tables | None = None, **params: Any
) -> list[dict[str, Any]]:
    """The rows of one step alone: to see where a figure comes from."""
    (answer,) = inspect_many(question, [step], viewer, tables, **params)
    return answer


def inspect_many(
    question: Question, steps: Sequence[str], viewer: User, tables: Tables | None = None, **params: Any
) -> list[list[dict[str, Any]]]:
    """Several steps, all of one state of the log."""
    if set(params) != question.params:
        raise TypeError(f"{question.name} takes {sorted(question.params)}, got {sorted(params)}.")
    named = tables_of(it for step in steps for it in question.needed(step))
    with reading(dimension.readers(named, viewer) | dict(tables or {})) as state:
        done: list[str] = []
        for name in question.kept if len(steps) > 1 else ():
            state.keep(name, question.sql(state.sources, name, done), params)
            done.append(name)
        return [state.rows(question.sql(state.sources, step, done), params) for step in steps]
