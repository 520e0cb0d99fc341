"""The card of a person: everything beside the timeline, in a handful of queries."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from krug.access import audit, watch
from krug.access.models import User
from krug.access.rules import Permission, hidden, may
from krug.access.scopes import may_see, seen_among
from krug.customers import store
from krug.customers.models import ContactPoint, Decision, Person
from krug.customers.queries.affiliations import Work, works_of
from krug.customers.queries.identity import group_of, with_group


@dataclass(frozen=True, slots=True)
class Card:
    """`person` is the survivor; `merged` the decisions in force that brought others to him, newest first;
    `doubles` are for those who may merge.
    """

    person: Person
    phones: list[ContactPoint]
    emails: list[ContactPoint]
    merged: list[Decision]
    doubles: list[Person]
    works: list[Work]
    birth: date | None
    may_edit: bool
    may_merge: bool


# A clinic's one phone may be on hundreds of cards.
ALIKE = 20


def reach_person(viewer: User, uid: UUID) -> Person:
    """The card by its uid; who was merged away answers with his survivor. Http404 for outsiders.

    His group is loaded with him: the card and the story both ask for it.
    """
    people = Person.objects.select_related("organisation__canonical", "territory")
    # Not first(): it would sort one row by its key, and naming an order costs as much as the rest of it.
    person = next(iter(people.filter(uid=uid)), None)
    if person is not None and person.canonical_id:
        person = people.get(pk=person.canonical_id)
    if person is None or not may_see(viewer, "person", person.pk):
        raise Http404
    return with_group(person)


def card(viewer: User, person: Person) -> Card:
    """Reading it is personal data read: it is written to the audit. Http404 for outsiders."""
    root = person.canonical or person
    if not may_see(viewer, "person", root.pk):
        raise Http404
    opened(viewer, root.pk)
    phones, emails = points_of(viewer, root)
    return Card(
        person=root,
        phones=phones,
        emails=emails,
        merged=merged_into(root),
        doubles=doubles_of(viewer, root),
        works=works_of(group_of(root), root.organisation_id),
        birth=None if "birth" in hidden(viewer) else root.birth,
        may_edit=may(viewer, Permission.EDIT_CUSTOMERS),
        may_merge=may(viewer, Permission.MERGE),
    )


def opened(viewer: User, root: int) -> None:
    """The viewer is about to be shown the card: written down and counted."""
    audit.record_read(viewer, "person", root)
    watch.seen(viewer, 1)


def points_of(viewer: User, root: Person) -> tuple[list[ContactPoint], list[ContactPoint]]:
    """Phones and e-mails of all his cards, his own first; none where the viewer is not shown them."""
    unseen = hidden(viewer)
    points = list(ContactPoint.objects.filter(person__in=group_of(root)))
    points.sort(key=lambda point: (point.person_id != root.pk, point.person_id, point.pk))
    return (
        [] if "phones" in unseen else _once(points, ContactPoint.Kind.PHONE),
        [] if "emails" in unseen else _once(points, ContactPoint.Kind.EMAIL),
    )


def merged_into(root: Person) -> list[Decision]:
    """The survivor, first of his group, was absorbed by nobody: no decision of his is in force."""
    absorbed = group_of(root)[1:]
    if not absorbed:
        return []
    decisions = Decision.objects.filter(absorbed__in=absorbed, undoing=None)
    return list(decisions.select_related("absorbed", "author").order_by("-id"))


def _once(points: list[ContactPoint], kind: str) -> list[ContactPoint]:
    found: dict[str, ContactPoint] = {}
    for point in points:
        if point.kind == kind:
            found.setdefault(point.normal, point)
    return list(found.values())


def _alike(root: Person, group: list[int]) -> set[int]:
    """In one question and plain SQL: building two costs more than asking."""
    ours = store.holes(group)
    parts = [
        "SELECT o.person_id AS id FROM customers_contactpoint p JOIN customers_contactpoint o "
        f"ON o.normal = p.normal WHERE p.person_id IN ({ours}) AND o.person_id NOT IN ({ours})"
    ]
    values: list[object] = [*group, *group]
    if root.first_name:
        sql = "SELECT id FROM customers_person WHERE unit_id = %s AND sort = %s AND city = %s"
        parts.append(f"{sql} AND id NOT IN ({ours})")
        values += [root.unit_id, root.sort, root.city, *group]
    every = " UNION ".join(f"SELECT id FROM ({part} LIMIT {ALIKE}) a" for part in parts)
    return {id for (id,) in store.rows((every, values))}


def doubles_of(viewer: User, root: Person) -> list[Person]:
    """For who may merge: others he sees with the same phone or e-mail, or the same name in the same city."""
    if not may(viewer, Permission.MERGE):
        return []
    seen = seen_among(viewer, "person", _alike(root, group_of(root)))
    if not seen:
        return []
    people = Person.objects.filter(pk__in=seen, canonical=None, unit=root.unit_id)
    return list(people.select_related("organisation").order_by("sort")[:5])
