"""A question: named steps over the log and the dimensions, asked by a viewer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from krug.access.models import User
from krug.analysis import dimension
from krug.analysis.reading import Reading, reading
from krug.analysis.steps import Step, tables_in

TOUCHED = "touched"


@dataclass(frozen=True)
class Question:
    """`params` names what `run` must be given; the last step is the answer.

    `kept`: steps that several others rest on, worked out once and in this order, when several are asked.
    `span`: the parameters that are the bounds of its touches' `at`, so that files of other days stay closed.
    """

    name: str
    steps: Sequence[Step]
    params: frozenset[str] = frozenset()
    kept: Sequence[str] = ()
    span: tuple[str, str] | None = None
    wide: bool = False
    """It goes through the whole log: with more threads and memory than a day's figures are given."""

    def sql(self, sources: Mapping[str, str], upto: str, done: Collection[str] = ()) -> str:
        """All steps up to the named one, put together; what it does not need, or is `done`, is left out."""
        needed = self.needed(upto, done)
        named = set(tables_of(needed))
        for name in reversed(list(sources)):
            if name in named:
                named |= tables_in(sources[name])
        # Each use reads of it what it needs, and no more.
        parts = [f"{name} AS NOT MATERIALIZED ({sources[name]})" for name in sources if name in named]
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

    def shared(self, steps: Sequence[str]) -> list[str]:
        """What is kept for these steps."""
        wanted = {it.name for step in steps for it in self.needed(step)}
        return [name for name in self.kept if name in wanted]


def tables_of(steps: Iterable[Step]) -> frozenset[str]:
    return frozenset(name for step in steps for name in tables_in(step.sql))


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
    with _asked(question, steps, viewer, tables, params) as (asked, state):
        return [state.rows(asked.sql(state, step), params) for step in steps]


def numbers_of(
    question: Question, steps: Sequence[str], viewer: User, tables: Tables | None = None, **params: Any
) -> list[set[int]]:
    """Likewise, of steps that have one column of whole numbers."""
    with _asked(question, steps, viewer, tables, params) as (asked, state):
        return [state.numbers(asked.sql(state, step), params) for step in steps]


@contextmanager
def _asked(
    question: Question,
    steps: Sequence[str],
    viewer: User,
    tables: Tables | None,
    params: Mapping[str, Any],
) -> Iterator[tuple["_Asked", Reading]]:
    if set(params) != question.params:
        raise TypeError(f"{question.name} takes {sorted(question.params)}, got {sorted(params)}.")
    span = question.span and (params[question.span[0]], params[question.span[1]])
    asked = _Asked(question, viewer, params, dict(tables or {}), [])
    with reading(lambda state: asked.tell(state, steps), span=span, wide=question.wide) as state:
        for name in question.shared(steps) if len(steps) > 1 else ():
            asked.keep(state, name)
        yield asked, state


@dataclass(frozen=True)
class _Asked:
    """`done`: the steps that are worked out already and stand as tables."""

    question: Question
    viewer: User
    params: Mapping[str, Any]
    tables: Tables
    done: list[str]

    def tell(self, state: Reading, steps: Sequence[str]) -> None:
        """Reads what the steps name besides the log: in the snapshot, and no more of it than they need."""
        named = tables_of(it for step in steps for it in self.question.needed(step))
        for name, read in self.tables.items():
            if name in named:
                state.tell(name, read())
        own = set(self.tables) | {step.name for step in self.question.steps}
        wanted = named - own
        if state.dimensions.serves(wanted & dimension.names()):
            for name in wanted & dimension.names():
                self._told(state, name)
            return
        for name in dimension.ordered(wanted):
            state.tell(name, dimension.read(name, self.viewer, self._keys(state, name)))

    def _told(self, state: Reading, name: str) -> None:
        """From the reading copy, if it travels; what it needs of the database is read in this snapshot."""
        if not state.dimensions.has(name):
            state.tell(name, dimension.read(name, self.viewer))
            return
        state.sources[name], tables = state.dimensions.tables(name, self.viewer)
        for own, table in tables.items():
            state.tell(own, table)

    def _keys(self, state: Reading, name: str) -> list[int] | None:
        sql = dimension.keys_of(name)
        if not sql:
            return None
        if TOUCHED not in {step.name for step in self.question.steps}:
            return None
        self.keep(state, TOUCHED)
        return [row[0] for row in state.connection.execute(sql).fetchall() if row[0] is not None]

    def keep(self, state: Reading, name: str) -> None:
        if name not in self.done:
            state.keep(name, self.sql(state, name), self.params)
            self.done.append(name)

    def sql(self, state: Reading, step: str) -> str:
        return self.question.sql(state.sources, step, self.done)
