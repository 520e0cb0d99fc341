"""The card of a person or an organisation: everything beside the timeline, in a handful of queries."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from krug.access import audit, watch
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import may_see, reach, visible
from krug.customers.models import ContactPoint, Decision, Identity, Organisation, Person


@dataclass(frozen=True, slots=True)
class Card:
    """`person` is the survivor; `merged` the decisions in force that brought others to him, newest first."""

    person: Person
    phones: list[ContactPoint]
    emails: list[ContactPoint]
    identities: list[Identity]
    merged: list[Decision]
    doubles: list[Person]
    may_edit: bool
    may_merge: bool


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    organisation: Organisation
    phones: list[ContactPoint]
    emails: list[ContactPoint]
    people: list[Person]
    may_edit: bool


PEOPLE_SHOWN = 100


def reach_person(viewer: User, uid: UUID) -> Person:
    """The card by its uid; who was merged away answers with his survivor. Http404 for outsiders."""
    person = Person.objects.filter(uid=uid).values_list("id", "canonical").first()
    if person is None:
        raise Http404
    return reach(
        viewer, Person.objects.select_related("organisation", "territory"), pk=person[1] or person[0]
    )


def card(viewer: User, person: Person) -> Card:
    """Reading it is personal data read: it is written to the audit. Http404 for outsiders."""
    root = person.canonical or person
    if not may_see(viewer, "person", root.pk):
        raise Http404
    group = [root.pk, *Person.objects.filter(canonical=root.pk).values_list("id", flat=True)]
    points = list(ContactPoint.objects.filter(person__in=group).order_by("person", "id"))
    points.sort(key=lambda point: point.person_id != root.pk)
    identities = Identity.objects.filter(links__person__in=group).exclude(kind=Identity.Kind.CARD)
    decisions = Decision.objects.filter(absorbed__in=group, undoing=None)
    audit.record_read(viewer, "person", root.pk)
    watch.seen(viewer, 1)
    return Card(
        person=root,
        phones=_once(points, ContactPoint.Kind.PHONE),
        emails=_once(points, ContactPoint.Kind.EMAIL),
        identities=list(identities.distinct().order_by("kind", "value")),
        merged=list(decisions.select_related("absorbed", "author").order_by("-id")),
        doubles=_doubles(viewer, root, group, points),
        may_edit=may(viewer, Permission.EDIT_CUSTOMERS),
        may_merge=may(viewer, Permission.MERGE),
    )


def organisation_card(viewer: User, organisation: Organisation) -> OrganisationCard:
    if not may_see(viewer, "organisation", organisation.pk):
        raise Http404
    points = list(organisation.contact_points.order_by("id"))
    people = organisation.people.filter(id__in=visible(viewer, "person")).order_by("sort", "id")
    return OrganisationCard(
        organisation=organisation,
        phones=_once(points, ContactPoint.Kind.PHONE),
        emails=_once(points, ContactPoint.Kind.EMAIL),
        people=list(people[:PEOPLE_SHOWN]),
        may_edit=may(viewer, Permission.EDIT_CUSTOMERS),
    )


def _once(points: list[ContactPoint], kind: str) -> list[ContactPoint]:
    found: dict[str, ContactPoint] = {}
    for point in points:
        if point.kind == kind:
            found.setdefault(point.normal, point)
    return list(found.values())


def _doubles(viewer: User, root: Person, group: list[int], points: list[ContactPoint]) -> list[Person]:
    """Others the viewer sees who have the same phone or e-mail, or the same name in the same city."""
    normals = [point.normal for point in points]
    same = ContactPoint.objects.filter(normal__in=normals, person__isnull=False).exclude(person__in=group)
    ids = set(same.values_list("person", flat=True)[:20])
    if root.first_name:
        namesakes = Person.objects.filter(city=root.city, sort=root.sort, unit=root.unit_id)
        ids |= set(namesakes.exclude(pk__in=group).values_list("id", flat=True)[:20])
    people = Person.objects.filter(pk__in=ids, canonical=None, unit=root.unit_id)
    return list(
        people.filter(pk__in=visible(viewer, "person")).select_related("organisation").order_by("sort")[:5]
    )
