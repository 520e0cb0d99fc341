"""Where a person works: added, changed, ended, made the main one. Nothing is deleted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.rules import Permission
from krug.customers import derived, normal
from krug.customers.actions.afterwards import worked_on
from krug.customers.actions.surroundings import Author, require
from krug.customers.actions.workplace import name_main, settle
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Affiliation, Organisation, Person, Source
from krug.customers.queries.organisations import cards_of

FIELDS = ("position", "since", "until", "source", "part", "part_source")
CHOICES = {
    "source": Source.values,
    "part_source": Source.values,
    "part": Affiliation.Part.values,
}


@transaction.atomic
def add_affiliation(
    author: Author,
    person: Person,
    organisation: Organisation,
    fields: Mapping[str, Any] | None = None,
    main: bool = False,
) -> Affiliation:
    """He works there too. The first one is his main. Invalid: he does already, or another unit's."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = Person.objects.select_for_update().get(pk=person.pk)
    clean = _clean(fields or {}, timezone.localdate())
    if organisation.unit_id != held.unit_id:
        _refuse("organisation", organisation.pk, "unknown_reference", _("Not found in this business unit."))
    if clean.get("until") is None:
        _demand_free(held, organisation.pk)
    author_id = author.pk if author else None
    made = Affiliation(person=held, organisation=organisation, author_id=author_id)
    _set(made, clean)
    made.save()
    if made.until is None and (main or held.organisation_id is None):
        name_main(held, organisation.pk, author_id)
    _tell(author, "added", made, {}, {"organisation": organisation.pk} | clean)
    return made


@transaction.atomic
def change_affiliation(author: Author, affiliation: Affiliation, fields: Mapping[str, Any]) -> Affiliation:
    """Set some of FIELDS. An `until` ends it, None takes the end back; the main one is always in force."""
    require(author, Permission.EDIT_CUSTOMERS)
    person = Person.objects.select_for_update().get(pk=affiliation.person_id)
    held = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    clean = _clean(fields, timezone.localdate(), held)
    changed = {name: value for name, value in clean.items() if getattr(held, name) != value}
    if not changed:
        return held
    if "until" in changed and changed["until"] is None:
        _demand_free(person, held.organisation_id)
    before = {name: getattr(held, name) for name in changed}
    _set(held, changed)
    held.save()
    settle(person, author.pk if author else None)
    _tell(author, "changed", held, before, changed)
    return held


@transaction.atomic
def make_main(author: Author, person: Person, affiliation: Affiliation) -> Affiliation:
    """The one that lists and letters name. Of a card merged into his: he gets one of his own, so that
    taking the merge back leaves both as they are.
    """
    require(author, Permission.EDIT_CUSTOMERS)
    held = Person.objects.select_for_update().get(pk=person.pk)
    if affiliation.until is not None:
        _refuse("until", str(affiliation.until), "ended", _("He does not work there any more."))
    mine, made = Affiliation.objects.get_or_create(
        person=held,
        organisation_id=affiliation.organisation_id,
        until=None,
        defaults={name: getattr(affiliation, name) for name in (*FIELDS, "part_at", "author")},
    )
    before = held.organisation_id
    name_main(held, affiliation.organisation_id, author.pk if author else None)
    if before != held.organisation_id or made:
        _tell(author, "made main", mine, {"organisation": before}, {"organisation": held.organisation_id})
    return mine


def _clean(fields: Mapping[str, Any], today: date, held: Affiliation | None = None) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            _refuse(name, value, "unknown_field", _("There is no such field."))
        if name in CHOICES and value not in CHOICES[name]:
            _refuse(name, value, "unknown_choice", _("Choose one of the list."))
        clean[name] = normal.text(value)[:120] if name == "position" else value
    since = clean.get("since", held.since if held else None)
    until = clean.get("until", held.until if held else None)
    if until and until > today:
        _refuse("until", str(until), "in_the_future", _("This day has not come yet."))
    if since and since > (until or today):
        _refuse("since", str(since), "out_of_order", _("The beginning must come before the end."))
    return clean


def _demand_free(person: Person, organisation: int | None) -> None:
    places = cards_of(organisation) if organisation else []
    if Affiliation.objects.filter(person=person, organisation__in=places, until=None).exists():
        _refuse("organisation", organisation, "known_affiliation", _("He is known to work there already."))


def _refuse(field: str, value: Any, code: str, message: Any) -> None:
    raise Invalid([FieldError(field, value, code, message)])


def _set(held: Affiliation, clean: Mapping[str, Any]) -> None:
    for name, value in clean.items():
        setattr(held, name, value)
    if "part" in clean:
        held.part_at = timezone.now() if held.part else None


def _tell(
    author: Author, verb: str, held: Affiliation, before: dict[str, Any], after: dict[str, Any]
) -> None:
    worked_on(author, f"affiliation {verb}", held.person_id, before, after)
    derived.refresh_persons([held.person_id])
