"""What is known of a customer: what was told, and what his reactions and answers to slides say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.models import User
from krug.access.scopes import scope_ids
from krug.customers import store
from krug.customers.models import Person, Trait
from krug.customers.queries.identity import identities_of
from krug.customers.titles import Title, titles
from krug.site.clock import moment
from krug.touches.queries import newest_of_each
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb

LOOKED_AT = 300
"""Newest touches of each identity: as many as the tablet's counts are of."""
MOST = 300


@dataclass(frozen=True, slots=True)
class Derived:
    """A reaction or an answer, as something known. `kind`: likes, dislikes or answer (then `value`)."""

    kind: str
    text: str
    of: str
    value: str
    at: datetime


def traits_of(group: Sequence[int]) -> list[Trait]:
    """What holds of a survivor (the first) and all merged into him, by kind, the youngest first."""
    rows = Trait.objects.filter(person__in=group, until=None).select_related("author")
    return _once(sorted(rows, key=lambda row: row.person_id != group[0]))


def traits_of_many(roots: Collection[int]) -> dict[int, list[Trait]]:
    found: dict[int, list[Trait]] = defaultdict(list)
    rows = Trait.objects.filter(until=None).select_related("person")
    for row in rows.filter(person__in=roots):
        found[row.person_id].append(row)
    for row in rows.filter(person__canonical__in=roots):
        found[row.person.canonical_id or row.person_id].append(row)
    return {root: _once(own) for root, own in found.items()}


def _once(rows: Iterable[Trait]) -> list[Trait]:
    kinds = Trait.Kind.values
    found: dict[tuple[str, str], Trait] = {}
    for row in rows:
        found.setdefault((row.kind, row.key), row)
    return sorted(found.values(), key=lambda row: (kinds.index(row.kind), -row.at.timestamp(), row.pk))


def derived_of(person: Person) -> list[Derived]:
    """The newest reaction to each slide and answer to each question, the youngest first."""
    touches = [touch for own in newest_of_each(identities_of(person), LOOKED_AT) for touch in own]
    touches.sort(key=lambda touch: (touch.at, touch.seq), reverse=True)
    newest: dict[tuple[str, str], StoredTouch] = {}
    for touch in touches:
        if touch.verb in (Verb.REACTED, Verb.ANSWERED):
            newest.setdefault((touch.object_kind, touch.object_id), touch)
    named = {
        kind: titles(kind, [id for one, id in newest if one == kind]) for kind in {kind for kind, _ in newest}
    }
    nothing = Title("")
    return [
        _derived(touch, named[kind].get(id, nothing))
        for (kind, id), touch in newest.items()
        if touch.emotion or touch.verb == Verb.ANSWERED
    ]


def _derived(touch: StoredTouch, title: Title) -> Derived:
    if touch.verb == Verb.ANSWERED:
        value = touch.data.get("text") or touch.data.get("value", "")
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        return Derived(
            "answer", title.text or str(touch.data.get("question", "")), title.of, words, moment(touch.at)
        )
    kind = "likes" if (touch.emotion or 0) > 0 else "dislikes"
    return Derived(kind, title.text or touch.object_id, title.of, "", moment(touch.at))


def values_seen(viewer: User) -> list[tuple[str, str, str]]:
    """(kind, key, text) of what is known of anybody the viewer sees, by kind and text, at most MOST."""
    scopes = sorted(scope_ids(viewer, "person"))
    if not scopes:
        return []
    sql = (
        "SELECT a.kind, a.key, min(a.text) FROM customers_trait a "
        "JOIN customers_person q ON q.id = a.person_id WHERE a.until IS NULL AND EXISTS ("
        "SELECT 1 FROM access_scopemember m WHERE m.kind = 'person' "
        "AND m.row = coalesce(q.canonical_id, q.id) "
        f"AND m.scope_id IN ({store.holes(scopes)})) "
        f"GROUP BY a.kind, a.key ORDER BY a.kind, a.key LIMIT {MOST}"
    )
    return [(kind, key, text) for kind, key, text in store.rows((sql, scopes))]
