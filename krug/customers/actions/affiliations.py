"""Where a person works: added, changed, ended, made the main one. Nothing is deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from krug.customers.data import Conflict
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Affiliation, FieldVersion, Organisation, Person, Source
from krug.customers.queries.organisations import cards_of
from krug.customers.rules import conflicting

KIND = "affiliation"
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


@dataclass(frozen=True, slots=True)
class Changed:
    """The affiliation as it is now, and what somebody else had written meanwhile in the same fields."""

    affiliation: Affiliation
    conflicts: list[Conflict] = field(default_factory=list)


@transaction.atomic
def change_affiliation(
    author: Author, affiliation: Affiliation, fields: Mapping[str, Any], based_on: int | None = None
) -> Changed:
    """Set some of FIELDS. An `until` ends it, None takes the end back; the main one is always in force.

    `based_on`: the version of its person's card that the author saw. The later hand decides, both are told.
    """
    require(author, Permission.EDIT_CUSTOMERS)
    person = Person.objects.select_for_update().get(pk=affiliation.person_id)
    held = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    clean = _clean(fields, timezone.localdate(), held)
    changed = {name: value for name, value in clean.items() if getattr(held, name) != value}
    if not changed:
        return Changed(held)
    if "until" in changed and changed["until"] is None:
        _demand_free(person, held.organisation_id)
    before = {name: getattr(held, name) for name in changed}
    author_id = author.pk if author else None
    conflicts = _conflicts(held, before, changed, based_on, author_id)
    _set(held, changed)
    held.save()
    settle(person, author_id)
    _tell(author, "changed", held, before, changed)
    _remember(held, changed, author_id)
    return Changed(held, conflicts)


def _conflicts(
    held: Affiliation,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    based_on: int | None,
    author: int | None,
) -> list[Conflict]:
    if based_on is None:
        return []
    rows = FieldVersion.objects.filter(kind=KIND, row=held.pk, field__in=after, version__gt=based_on)
    since = dict(rows.values_list("field", "author"))
    return [
        Conflict(name, after[name], before[name], since[name]) for name in sorted(conflicting(since, author))
    ]


def _remember(held: Affiliation, names: Iterable[str], author: int | None) -> None:
    """By which version of the card: it has just grown by one."""
    version = Person.objects.values_list("version", flat=True).get(pk=held.person_id)
    for name in names:
        FieldVersion.objects.update_or_create(
            kind=KIND, row=held.pk, field=name, defaults={"version": version, "author_id": author}
        )


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
