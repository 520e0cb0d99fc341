"""He works at the company that his tracker named, or does not: by numbers or by people, and undone."""

from django.db import transaction
from django.utils import timezone

from krug.access.rules import Permission
from krug.behaviour.models import Belonging, Deciding
from krug.customers.actions.affiliations import add_affiliation, change_affiliation
from krug.customers.actions.afterwards import worked_on
from krug.customers.actions.surroundings import Author, require
from krug.customers.models import Affiliation, Organisation, Person, Source
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import cards_of


@transaction.atomic
def decide_by_numbers(belonging: Belonging, person: Person, organisation: Organisation) -> Deciding:
    """What is known of him already stays, an end too: a tracker repeats itself, and overrules nobody."""
    return _decide(None, belonging, person, organisation)


@transaction.atomic
def decide_company(
    author: Author, belonging: Belonging, person: Person, organisation: Organisation | None
) -> Deciding:
    """He works there; None: not at what was named. Decided already: nothing changes."""
    require(author, Permission.EDIT_CUSTOMERS)
    Belonging.objects.select_for_update().get(pk=belonging.pk)
    held = Deciding.objects.filter(belonging=belonging).first()
    return held or _decide(author, belonging, person, organisation)


@transaction.atomic
def undo_company(author: Author, belonging: Belonging, person: Person) -> Deciding:
    """It was wrong: the place of work it made ends today, and no repetition brings it back."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = Deciding.objects.select_for_update().get(belonging=belonging)
    if held.organisation_id is None:
        return held
    if held.affiliation is not None and held.affiliation.until is None:
        change_affiliation(author, held.affiliation, {"until": timezone.localdate()})
    before, held.organisation, held.author = held.organisation_id, None, author
    held.save(update_fields=["organisation", "author"])
    worked_on(author, "company undone", person.pk, {"organisation": before}, {"organisation": None})
    return held


@transaction.atomic
def reopen_company(author: Author, belonging: Belonging, person: Person) -> None:
    """«Not so» is taken back: it is a question again. What made a place of work is undone, not reopened."""
    require(author, Permission.EDIT_CUSTOMERS)
    gone, _rows = Deciding.objects.filter(belonging=belonging, organisation=None).delete()
    if gone:
        worked_on(author, "company reopened", person.pk, {}, {"company": belonging.key})


def _decide(
    author: Author, belonging: Belonging, person: Person, organisation: Organisation | None
) -> Deciding:
    made = None
    if organisation is not None and not _known(author, person, organisation):
        made = add_affiliation(author, person, organisation, {"source": Source.SITE})
    said = {"organisation": organisation.pk if organisation else None, "company": belonging.key}
    worked_on(author, "company decided", person.pk, {}, said)
    return Deciding.objects.create(
        belonging=belonging, organisation=organisation, affiliation=made, author=author
    )


def _known(author: Author, person: Person, organisation: Organisation) -> bool:
    """To a person he works there today or not; to a rule also where he once did: somebody ended it."""
    survivor = person.canonical or person
    rows = Affiliation.objects.filter(
        person__in=group_of(survivor), organisation__in=cards_of(organisation.pk)
    )
    return (rows if author is None else rows.filter(until=None)).exists()
