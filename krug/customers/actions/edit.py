"""Edits of some fields of a card. Of two hands on one field the later decides; both values are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.access.signals import announce
from krug.customers import derived, normal
from krug.customers.actions.create import columns, person_sort
from krug.customers.actions.points import replace_points, values
from krug.customers.actions.surroundings import Author, require, surroundings
from krug.customers.actions.workplace import moved
from krug.customers.data import Conflict
from krug.customers.errors import FieldError, Invalid
from krug.customers.hierarchy import stands_above
from krug.customers.kinds import ORGANISATION
from krug.customers.models import FieldVersion, Organisation, Person
from krug.customers.queries.organisations import standing_of
from krug.customers.rules import (
    ORGANISATION_FIELDS,
    PERSON_FIELDS,
    POINTS,
    REFERENCES,
    check,
    check_names,
    conflicting,
)
from krug.site.clock import micros

Card = TypeVar("Card", Person, Organisation)


@dataclass(slots=True)
class Edited(Generic[Card]):
    """The card as it is now, and what somebody else had written meanwhile in the same fields."""

    card: Card
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def person(self) -> Card:
        return self.card

    @property
    def organisation(self) -> Card:
        return self.card


@transaction.atomic
def edit_person(
    author: Author, person: Person, fields: Mapping[str, Any], based_on: int | None = None
) -> Edited[Person]:
    """Set some of PERSON_FIELDS (`phones`, `emails`: whole lists). `based_on`: the version the author saw."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    before = held.organisation_id
    edited, changed = _edit(author, held, "person", PERSON_FIELDS, fields, based_on)
    if changed:
        now = {name: getattr(held, name) for name in ("last_name", "first_name", "middle_name")}
        held.sort = person_sort(now)
        held.save()
        moved(held, before, author.pk if author else None, timezone.localdate())
        derived.refresh_persons([held.pk])
        announce("person", {held.canonical_id or held.pk})
    return edited


@transaction.atomic
def edit_organisation(
    author: Author, organisation: Organisation, fields: Mapping[str, Any], based_on: int | None = None
) -> Edited[Organisation]:
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(author, Permission.EDIT_CUSTOMERS)
    demand_no_circle(held.pk, fields.get("parent"))
    edited, changed = _edit(author, held, "organisation", ORGANISATION_FIELDS, fields, based_on)
    if changed:
        held.sort = normal.sort_key(held.name)
        held.save()
        derived.refresh_organisations([held.pk])
        announce("organisation", {held.canonical_id or held.pk})
    if "name" in changed:
        # Those that belong to it name it on the tablets.
        below = Organisation.objects.filter(parent=held).values_list("id", flat=True)
        announce("organisation", set(below))
        # His people are found by its name, and carry it to the tablets.
        ORGANISATION.settle(ORGANISATION.group(held.canonical_id or held.pk))
    return edited


def demand_no_circle(organisation: int, parent: int | None) -> None:
    """No organisation stands above itself, however far up, nor does any merged into it."""
    if isinstance(parent, int) and stands_above(standing_of(organisation), standing_of(parent)):
        message = _("It stands above the other one already.")
        raise Invalid([FieldError("parent", parent, "circle", message)])


def _edit(
    author: Author,
    held: Card,
    kind: str,
    known: tuple[str, ...],
    fields: Mapping[str, Any],
    based_on: int | None,
) -> tuple[Edited[Card], set[str]]:
    require(author, Permission.EDIT_CUSTOMERS)
    clean, errors = check(
        {name: value for name, value in fields.items() if name in known},
        held.unit_id,
        surroundings(author, [fields]),
    )
    errors += check_names(fields, known)
    if errors:
        raise Invalid(errors)
    before = {name: _value(held, kind, name) for name in clean}
    after = {name: _plain(name, value) for name, value in clean.items()}
    changed = {name for name in clean if before[name] != after[name]}
    author_id = author.pk if author else None
    conflicts = _conflicts(held, kind, changed, before, after, based_on, author_id)
    if changed:
        held.version += 1
        held.changed_at = timezone.now()
        _write(held, kind, {name: clean[name] for name in changed}, author_id)
        audit.record(author, "edited", kind, held.pk, _only(before, changed), _only(after, changed))
    return Edited(held, conflicts), changed


def _conflicts(
    held: Person | Organisation,
    kind: str,
    changed: set[str],
    before: dict[str, Any],
    after: dict[str, Any],
    based_on: int | None,
    author: int | None,
) -> list[Conflict]:
    if based_on is None or based_on >= held.version:
        return []
    rows = FieldVersion.objects.filter(kind=kind, row=held.pk, field__in=changed, version__gt=based_on)
    since = dict(rows.values_list("field", "author"))
    both = sorted(conflicting(since, author))
    return [Conflict(name, after[name], before[name], since[name]) for name in both]


def _write(held: Person | Organisation, kind: str, clean: dict[str, Any], author: int | None) -> None:
    for column, value in columns(clean).items():
        setattr(held, column, value)
    now = micros(timezone.now())
    for name in POINTS.keys() & clean.keys():
        replace_points(kind, held.pk, POINTS[name], clean[name], author, now)
    for name in clean:
        FieldVersion.objects.update_or_create(
            kind=kind, row=held.pk, field=name, defaults={"version": held.version, "author_id": author}
        )


def _value(held: Person | Organisation, kind: str, name: str) -> Any:
    if name in POINTS:
        return values(kind, held.pk, POINTS[name])
    return _plain(name, getattr(held, f"{name}_id" if name in REFERENCES else name))


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [point.value for point in value] if name in POINTS else value


def _only(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}
