"""Whose touches are whose: identities of a survivor and all merged into him, and the other way round."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet

from krug.customers import store
from krug.customers.models import Identity, Link, Person
from krug.customers.ownership import LinkRow, Span, owner, spans
from krug.site.bulk import chunks

GROUP: Prefetch[str, QuerySet[Person], str] = Prefetch("absorbed", Person.objects.only("id", "canonical"))
"""For `prefetch_related`: who was merged into each of many persons."""
LINK = "identity_id, id, person_id, since, until, priority"
Key = TypeVar("Key", int, str)
IdentitySpan = tuple[int, int | None, int | None]
"""(identity, since, until), µs UTC, as krug.touches.queries takes it."""


def canonical_of(person: Person | int) -> int:
    """Who stands for the person: himself, or the survivor of his merges."""
    if isinstance(person, Person):
        return person.canonical_id or person.pk
    return canonicals_of([person]).get(person, person)


def canonicals_of(people: Collection[int]) -> dict[int, int]:
    """The same for many: person → survivor."""
    found: dict[int, int] = {}
    for chunk in chunks(people):
        rows = Person.objects.filter(pk__in=chunk).values_list("id", "canonical")
        found |= {id: canonical or id for id, canonical in rows}
    return found


def card_identity(person: Person) -> int:
    """The identity of the card itself: what a visit's touch is written to."""
    return card_identities([person])[person.pk]


def card_identities(people: Iterable[Person]) -> dict[int, int]:
    """Person → his card's identity."""
    by_uid = {str(person.uid): person.pk for person in people}
    found: dict[int, int] = {}
    for chunk in chunks(by_uid):
        rows = Identity.objects.filter(kind=Identity.Kind.CARD, value__in=chunk)
        found |= {by_uid[value]: id for id, value in rows.values_list("id", "value")}
    return found


def group_of(root: Person) -> list[int]:
    """The survivor and then all who were merged into him, in one order.

    Loaded with GROUP, or given by `with_group`, it asks nothing.
    """
    return list(root.group or (root.pk, *sorted(one.pk for one in root.absorbed.all())))


def with_group(root: Person) -> Person:
    """Every block of a card asks for his group: it is looked up once."""
    sql = "SELECT id FROM customers_person WHERE canonical_id = %s ORDER BY id"
    root.group = [root.pk, *(id for (id,) in store.rows((sql, [root.pk])))]
    return root


def identities_of(person: Person | int) -> list[IdentitySpan]:
    """Every identity and span whose touches are the person's (his survivor's, if he was merged away)."""
    if isinstance(person, Person) and not person.canonical_id:
        return _identities_of_group(group_of(person))
    root = canonical_of(person)
    return identities_of_many([root]).get(root, [])


def _identities_of_group(group: Collection[int]) -> list[IdentitySpan]:
    keys = f"SELECT identity_id FROM customers_link WHERE person_id IN ({store.holes(group)})"
    sql = f"SELECT {LINK} FROM customers_link WHERE identity_id IN ({keys}) ORDER BY id"
    found = sorted(_links(store.rows((sql, list(group)))).items())
    return [
        (identity, span.since, span.until)
        for identity, links in found
        for span in spans(links)
        if span.person in group
    ]


def identities_of_many(roots: Collection[int]) -> dict[int, list[IdentitySpan]]:
    """The same for many survivors, in a handful of queries."""
    root_of = {root: root for root in roots}
    for chunk in chunks(roots):
        absorbed = Person.objects.filter(canonical__in=chunk).values_list("id", "canonical")
        root_of |= {id: root for id, root in absorbed if root}
    identities: set[int] = set()
    for chunk in chunks(root_of):
        identities |= set(Link.objects.filter(person__in=chunk).values_list("identity", flat=True))
    found: dict[int, list[IdentitySpan]] = defaultdict(list)
    for identity, links in sorted(links_of(identities).items()):
        for span in spans(links):
            if span.person in root_of:
                found[root_of[span.person]].append((identity, span.since, span.until))
    return dict(found)


def links_of(identities: Collection[int]) -> dict[int, list[LinkRow]]:
    found: dict[int, list[LinkRow]] = {}
    for chunk in chunks(identities):
        rows = Link.objects.filter(identity__in=chunk).order_by("id")
        found |= _links(rows.values_list("identity", "id", "person", "since", "until", "priority"))
    return found


def _links(rows: Iterable[Sequence[Any]]) -> dict[int, list[LinkRow]]:
    found: dict[int, list[LinkRow]] = defaultdict(list)
    for identity, *link in rows:
        found[identity].append(LinkRow(*link))
    return dict(found)


def owner_of(identity: int, at: int) -> int | None:
    """Whose a touch of this identity at this moment (µs UTC) is: the survivor's id, or None."""
    person = owner(links_of([identity]).get(identity, []), at)
    return None if person is None else canonical_of(person)


def holder_of(identity: int, at: int) -> int | None:
    """The same, but the card itself that has the identity, whoever stands for it."""
    return owner(links_of([identity]).get(identity, []), at)


def owners_of(identities: Collection[int]) -> set[int]:
    """Survivors to whom touches of these identities may belong at any time."""
    people: set[int] = set()
    for chunk in chunks(identities):
        people |= set(Link.objects.filter(identity__in=chunk).values_list("person", flat=True))
    return set(canonicals_of(people).values())


def ownership(identities: Collection[int]) -> dict[int, list[Span]]:
    """Identity → its spans with survivors."""
    found = {identity: spans(links) for identity, links in links_of(identities).items()}
    root = canonicals_of({span.person for own in found.values() for span in own})
    return {id: [span._replace(person=root[span.person]) for span in own] for id, own in found.items()}
