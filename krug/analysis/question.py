"""A question: named steps over the log and the dimensions, asked by a viewer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from krug.access.models import User
from krug.analysis import dimension
from krug.analysis.reading import Reading, reading
from krug.analysis.steps import Step


@dataclass(frozen=True)
class Question:
    """`params` names what `run` must be given; the last step is the answer."""

    name: str
    steps: Sequence[Step]
    params: frozenset[str] = frozenset()

    def sql(self, sources: dict[str, str], upto: str) -> str:
        """All steps up to the named one, put together; what it does not need is left out."""
        needed = self.needed(upto)
        parts = [f"{name} AS ({sources[name]})" for name in sources if name in self.words(needed)]
        parts += [f"{step.name} AS ({step.sql})" for step in needed]
        return f"WITH {', '.join(parts)} SELECT * FROM {upto}"

    def needed(self, upto: str) -> list[Step]:
        """The named step and those before it that it rests on, in order."""
        found: list[Step] = []
        wanted = {upto}
        for step in reversed(self.steps):
            if step.name in wanted:
                found.append(step)
                wanted |= set(re.findall(r"[a-z_]+", step.sql))
        if upto not in {step.name for step in self.steps}:
            raise ValueError(f"Question {self.name} has no step {upto}.")
        return found[::-1]

    def words(self, steps: Sequence[Step]) -> frozenset[str]:
        return frozenset(word for step in steps for word in re.findall(r"[a-z_]+", step.sql))


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
    words = question.words([it for step in steps for it in question.needed(step)])
    readers = dimension.readers(words, viewer) | dict(tables or {})
    with reading(readers) as state:
        return [_rows(state, question, step, params) for step in steps]


def _rows(state: Reading, question: Question, step: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    return state.rows(question.sql(state.sources, step), params)
