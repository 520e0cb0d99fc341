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
from krug.customers.models import Organisation, Person
from krug.customers.queries import identities_of_many
from krug.segments.conditions import Asked, Profile, owns, parts_of
from krug.segments.dimensions import consents_of
from krug.segments.kinds import KINDS, ORGANISATION, PERSON
from krug.segments.models import Segment, SegmentMember
from krug.segments.neighbours import Rows, crossing, widened
from krug.segments.own import fields_meant, purposes_meant
from krug.segments.steps import MINE, PLACE, Asking, Known
from krug.site.bulk import chunks
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
    mine = [kind.mine for kind in KINDS.values()]
    return Question(
        "segment",
        steps,
        frozenset(asking.params),
        # Mostly there are none that must be weighed: whoever asks knows it then, and asks the log once.
        [name for name in (*mine, "weighed_tenure", *kept) if name in names],
        ("first_at", "last_at"),
        wide=True,
    )


def count_and_sample(viewer: User, unit: int, asked: Asked, now: int) -> tuple[int, list[int]]:
    """How many rows the viewer sees of those meant, and some of them. Raises as Asking does."""
    asking = _asking(unit, [asked], known_segments(unit), now)
    asking.seen = asked.kind
    member = asking.add(asked)
    further = (
        Step("counted", f"SELECT count(*) AS n FROM {member}"),
        Step("sample", f"SELECT {asked.kind} FROM {member} ORDER BY hash({asked.kind}) LIMIT {SAMPLE}"),
    )
    ask = question(asking, further, (member,))
    counted, sample = inspect_many(ask, ["counted", "sample"], viewer, asking.tables, **asking.params)
    return counted[0]["n"], [row[asked.kind] for row in sample]


def members(
    unit: int, asked: Mapping[UUID, Asked], now: int, rows: Rows | None = None
) -> dict[UUID, set[int]]:
    """Everybody of the unit who is meant by each, or (`rows`, with those merged into them) of these.

    All of one state of the log.
    """
    if not asked:
        return {}
    segments = known_segments(unit)
    asking = _asking(unit, asked.values(), segments, now)
    own = {} if rows is None else _of(widened(rows, crossing(asked.values(), segments).needed))
    asking.alone, asking.given = rows is not None, MINE in own
    names = {uid: asking.add(one, (uid,)) for uid, one in asked.items()}
    ask = question(asking, kept=[kind.candidate for kind in KINDS.values()])
    tables = asking.tables | own
    # Twice the same step is asked once.
    steps = list(dict.fromkeys(names.values()))
    found = dict(zip(steps, numbers_of(ask, steps, User(), tables, **asking.params), strict=True))
    if rows is None:
        return {uid: found[step] for uid, step in names.items()}
    # Others were looked at for their sake alone.
    return {uid: found[step] & set(rows.get(asked[uid].kind, ())) for uid, step in names.items()}


def _asking(unit: int, asked: Iterable[Asked], segments: Mapping[UUID, Known], now: int) -> Asking:
    every = [*asked, *(known.asked for known in segments.values())]
    fields = {(kind, part.field) for one in every for kind, part in owns(one)}
    return Asking(
        now,
        day_of(now),
        segments,
        fields_meant(fields, unit) if fields else {},
        purposes_meant(unit),
        _heads(every),
        params={"unit": unit},
    )


def _heads(every: Iterable[Asked]) -> dict[str, int]:
    """The organisations by whose uid somebody asks."""
    parts = [part for one in every for _kind, part in parts_of(one)]
    uids = {
        uid for part in parts if isinstance(part, Profile) and part.field == "parent" for uid in part.values
    }
    return (
        {str(uid): id for uid, id in Organisation.objects.filter(uid__in=uids).values_list("uid", "id")}
        if uids
        else {}
    )


def day_of(now: int) -> date:
    """The company's day at that moment, µs UTC."""
    return localdate(moment(now), get_default_timezone())


def known_segments(unit: int) -> dict[UUID, Known]:
    rows = Segment.objects.filter(unit=unit, removal=None).select_related("freezing")
    return {row.uid: Known(row.asked, _held(row) if row.is_frozen else None) for row in rows}


def _held(segment: Segment) -> Callable[[], pa.Table]:
    def read() -> pa.Table:
        ids = list(SegmentMember.objects.filter(segment=segment).values_list(segment.kind, flat=True))
        return pa.table({segment.kind: pa.array(ids, pa.int64())})

    return read


def _of(rows: Rows) -> Tables:
    """The tables of customers cut down to these, and the identities that are or were theirs."""
    persons, places = rows.get(PERSON.code, set()), rows.get(ORGANISATION.code, set())
    group, merged = _group(Person, persons), _group(Organisation, places)
    spans = identities_of_many(list(persons))
    identities = {identity for own in spans.values() for identity, _since, _until in own}

    def asked() -> pa.Table:
        return pa.table({"identity": pa.array(sorted(identities), pa.int64())})

    def place() -> pa.Table:
        return pa.table({"organisation": pa.array(sorted(merged), pa.int64())})

    cards = dict.fromkeys(("canonical", "person", "reached", "worth", "affiliation"), group)
    own = dict.fromkeys(("own_value", "own_choice"), group | merged)
    tables = {name: _reader(name, its) for name, its in ({"link": identities} | cards | own).items()}
    tables |= {"consented": lambda: consents_of(group), PLACE: place}
    if len(identities) <= FEW:
        return {MINE: lambda: touches_of(identities), **tables}
    return {"asked": asked, **tables}


def _group(card: type[Person] | type[Organisation], roots: Collection[int]) -> set[int]:
    found = set(roots)
    for some in chunks(roots):
        found |= set(card._default_manager.filter(canonical__in=some).values_list("id", flat=True))
    return found


def _reader(name: str, keys: Collection[int]) -> Callable[[], pa.Table]:
    return lambda: dimension.read(name, User(), keys)
