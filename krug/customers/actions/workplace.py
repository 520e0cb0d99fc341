"""What follows for a person's affiliations when his card names another organisation, and the other way round.

Person.organisation is the main one of the affiliations in force: whoever writes one keeps the other.
"""

from collections.abc import Collection, Sequence
from datetime import date

from krug.access.signals import announce
from krug.customers.models import Affiliation, FieldVersion, Person
from krug.site import bulk


def placed(rows: Sequence[Person], author: int | None) -> None:
    """New cards that name an organisation: their people work there."""
    made = [
        Affiliation(person=row, organisation_id=row.organisation_id, author_id=author)
        for row in rows
        if row.organisation_id
    ]
    bulk.create(Affiliation, made)


def moved(held: Person, before: int | None, author: int | None, today: date) -> None:
    """The card names another organisation: he left the one it named before."""
    if before == held.organisation_id:
        return
    Affiliation.objects.filter(person=held, organisation=before, until=None).update(until=today)
    if held.organisation_id:
        Affiliation.objects.get_or_create(
            person=held, organisation_id=held.organisation_id, until=None, defaults={"author_id": author}
        )


def name_main(held: Person, organisation: int | None, author: int | None) -> None:
    """Make the card name this organisation, as an edit of the field would."""
    if held.organisation_id == organisation:
        return
    held.organisation_id = organisation
    held.version += 1
    held.save()
    FieldVersion.objects.update_or_create(
        kind="person",
        row=held.pk,
        field="organisation",
        defaults={"version": held.version, "author_id": author},
    )


def forgotten(people: Collection[int]) -> None:
    """That they work or worked anywhere is about to go for good: who counts people there counts anew."""
    rows = Affiliation.objects.filter(person__in=people)
    announce("organisation", set(rows.values_list("organisation", flat=True)))


def settle(held: Person, author: int | None) -> None:
    """The main one has ended: the oldest of those in force takes its place, or none."""
    current = Affiliation.objects.filter(person=held, until=None).order_by("id")
    places = list(current.values_list("organisation", flat=True))
    if held.organisation_id not in places:
        name_main(held, places[0] if places else None, author)
