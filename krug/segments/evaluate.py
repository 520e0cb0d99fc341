"""Whom a condition means: asked of the log and the cards as they are at that moment."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import pyarrow as pa
from django.utils.timezone import get_default_timezone, localdate

from krug.access.models import User
from krug.analysis import dimension
from krug.analysis.question import Question, inspect_many, numbers_of
from krug.analysis.source import touches_of
from krug.analysis.steps import Step
from krug.customers.models import Person
from krug.customers.queries import identities_of_many
from krug.segments.conditions import Condition, owns
from krug.segments.dimensions import consents_of
from krug.segments.models import Segment, SegmentMember
from krug.segments.own import fields_meant, purposes_meant
from krug.segments.steps import MINE, Asking, Known
from krug.site.clock import moment

SAMPLE = 10
FEW = 2_000
"""Identities whose touches the database finds sooner than the reading copy does."""
Tables = dict[str, Callable[[], pa.Table]]


def question(asking: Asking, further: Sequence[Step] = (), kept: Sequence[str] = ()) -> Question:
    steps = [*asking.steps(), *further]
    first, last = asking.span()
    asking.params |= {"first_at": first, "last_at": last}
    names = {step.name for step in steps}
    return Question(
        "segment",
        steps,
        frozenset(asking.params),
        # Mostly there are none that must be weighed: whoever asks knows it then, and asks the log once.
        [name for name in (MINE, "weighed_tenure", *kept) if name in names],
        ("first_at", "last_at"),
        wide=True,
    )


def count_and_sample(viewer: User, unit: int, condition: Condition, now: int) -> tuple[int, list[int]]:
    """How many persons the viewer sees of those meant, and some of them. Raises as Asking does."""
    asking = _asking(unit, [condition], now)
    member = asking.add(condition)
    further = (
        Step("counted", f"SELECT count(*) AS n FROM {member}"),
        Step("sample", f"SELECT person FROM {member} ORDER BY hash(person) LIMIT {SAMPLE}"),
    )
    ask = question(asking, further, (member,))
    counted, sample = inspect_many(ask, ["counted", "sample"], viewer, asking.tables, **asking.params)
    return counted[0]["n"], [row["person"] for row in sample]


def members(
    unit: int, conditions: Mapping[UUID, Condition], now: int, persons: Collection[int] | None = None
) -> dict[UUID, set[int]]:
    """Everybody of the unit who is meant by each, or (`persons`, with those merged into them) of these.

    All of one state of the log.
    """
    if not conditions:
        return {}
    own = {} if persons is None else _of(persons)
    asking = _asking(unit, conditions.values(), now)
    asking.seen, asking.alone, asking.given = False, persons is not None, MINE in own
    names = {uid: asking.add(condition, (uid,)) for uid, condition in conditions.items()}
    ask = question(asking, kept=("candidate",))
    tables = asking.tables | own
    # Twice the same step is asked once.
    steps = list(dict.fromkeys(names.values()))
    answers = numbers_of(ask, steps, User(), tables, **asking.params)
    found = dict(zip(steps, answers, strict=True))
    return {uid: found[step] for uid, step in names.items()}


def _asking(unit: int, conditions: Iterable[Condition], now: int) -> Asking:
    segments = known_segments(unit)
    parts = [*conditions, *(known.condition for known in segments.values())]
    keys = {part.field for condition in parts for part in owns(condition)}
    return Asking(
        now,
        day_of(now),
        segments,
        fields_meant(sorted(keys), unit) if keys else {},
        purposes_meant(unit),
        params={"unit": unit},
    )


def day_of(now: int) -> date:
    """The company's day at that moment, µs UTC."""
    return localdate(moment(now), get_default_timezone())


def known_segments(unit: int) -> dict[UUID, Known]:
    rows = Segment.objects.filter(unit=unit, removal=None).select_related("freezing")
    return {row.uid: Known(row.meant, _held(row) if row.is_frozen else None) for row in rows}


def _held(segment: Segment) -> Callable[[], pa.Table]:
    def read() -> pa.Table:
        ids = list(SegmentMember.objects.filter(segment=segment).values_list("person", flat=True))
        return pa.table({"person": pa.array(ids, pa.int64())})

    return read


def _of(persons: Collection[int]) -> Tables:
    """The tables of customers cut down to these persons, and the identities that are or were theirs."""
    absorbed = Person.objects.filter(canonical__in=list(persons)).values_list("id", flat=True)
    group = {*persons, *absorbed}
    spans = identities_of_many(list(persons))
    identities = {identity for own in spans.values() for identity, _since, _until in own}

    def asked() -> pa.Table:
        return pa.table({"identity": pa.array(sorted(identities), pa.int64())})

    cards = dict.fromkeys(("canonical", "person", "reached", "worth", "own_value", "own_choice"), group)
    tables = {name: _reader(name, its) for name, its in ({"link": identities} | cards).items()}
    tables["consented"] = lambda: consents_of(group)
    if len(identities) <= FEW:
        return {MINE: lambda: touches_of(identities), **tables}
    return {"asked": asked, **tables}


def _reader(name: str, keys: Collection[int]) -> Callable[[], pa.Table]:
    return lambda: dimension.read(name, User(), keys)
