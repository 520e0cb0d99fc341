"""New persons and organisations, one or thousands: the same rules, one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.customers import derived, identities, normal
from krug.customers.actions.points import put_points
from krug.customers.actions.surroundings import Author, default_territory, require, surroundings
from krug.customers.actions.workplace import placed
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Organisation, Person
from krug.customers.rules import POINTS, REFERENCES, Surroundings, check
from krug.fields.actions import put_values, sift_values
from krug.site import bulk
from krug.site.clock import micros

Data = PersonData | OrganisationData
Own = Mapping[str, Any] | None


@transaction.atomic
def create_person(author: Author, data: PersonData, uid: UUID | None = None, own: Own = None) -> Person:
    """One person. Raises Invalid, NotAllowed; a `uid` that exists is refused.

    `own`: own fields by key, from whoever fills in a whole card: what is required must be among them.
    """
    made = create_persons(author, [data], [uid] if uid else None)[0]
    _fill(author, "person", made, own)
    return made


@transaction.atomic
def create_organisation(
    author: Author, data: OrganisationData, uid: UUID | None = None, own: Own = None
) -> Organisation:
    made = create_organisations(author, [data], [uid] if uid else None)[0]
    _fill(author, "organisation", made, own)
    return made


def _fill(author: Author, kind: str, row: Person | Organisation, own: Own) -> None:
    if own is None:
        return
    judged, errors = sift_values(author, kind, [row.unit_id], [own], whole=True)
    if errors:
        raise Invalid(errors)
    put_values(author, kind, [(row.pk, judged[0])])


@transaction.atomic
def create_persons(
    author: Author, people: Sequence[PersonData], uids: Sequence[UUID] | None = None
) -> list[Person]:
    """All of them or none: Invalid lists every wrong field of every row."""
    return make_persons(author, check_rows(author, people), uids)


@transaction.atomic
def make_persons(
    author: Author, checked: Sequence[dict[str, Any]], uids: Sequence[UUID] | None = None
) -> list[Person]:
    """The same for rows that `sift_rows` has found good: who judged a file need not judge it twice."""
    require(author, Permission.EDIT_CUSTOMERS)
    rows = [Person(**columns(clean), sort=person_sort(clean)) for clean in checked]
    _give_uids(rows, uids, Person)
    bulk.create(Person, rows)
    author_id = author.pk if author else None
    identities.link_cards(rows, author_id)
    placed(rows, author_id)
    _put_all_points("person", rows, checked, author_id)
    derived.place_new_persons(rows, _reached(rows, checked))
    _audit(author, "person", rows, checked)
    return rows


@transaction.atomic
def create_organisations(
    author: Author, organisations: Sequence[OrganisationData], uids: Sequence[UUID] | None = None
) -> list[Organisation]:
    return make_organisations(author, check_rows(author, organisations), uids)


@transaction.atomic
def make_organisations(
    author: Author, checked: Sequence[dict[str, Any]], uids: Sequence[UUID] | None = None
) -> list[Organisation]:
    """As `make_persons`."""
    require(author, Permission.EDIT_CUSTOMERS)
    rows = [Organisation(**columns(clean), sort=normal.sort_key(clean["name"])) for clean in checked]
    _give_uids(rows, uids, Organisation)
    bulk.create(Organisation, rows)
    _put_all_points("organisation", rows, checked, author.pk if author else None)
    derived.refresh_organisations([row.pk for row in rows])
    _audit(author, "organisation", rows, checked)
    return rows


def check_rows(author: Author, rows: Sequence[Data]) -> list[dict[str, Any]]:
    """Cleaned values of every row, `unit` and `territory` filled in. Raises Invalid."""
    checked, errors = sift_rows(author, rows)
    if errors:
        raise Invalid(errors)
    return checked


def sift_rows(author: Author, rows: Sequence[Data]) -> tuple[list[dict[str, Any]], list[FieldError]]:
    """The same without raising: who imports a file keeps the good rows and shows the bad ones."""
    given = [{f.name: getattr(row, f.name) for f in fields(row)} for row in rows]
    around = surroundings(author, given)
    at_home = default_territory(author)
    checked: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for number, row in enumerate(given, 1):
        unit = row.pop("unit")
        clean, wrong = _check_row(author, row, unit, around, number)
        if clean.get("territory") is None and clean.get("unit") == (author and author.unit_id):
            clean["territory"] = at_home
        checked.append(clean)
        errors += wrong
    return checked, errors


def _check_row(
    author: Author, row: dict[str, Any], unit: int | None, around: Surroundings, number: int
) -> tuple[dict[str, Any], list[FieldError]]:
    home = author.unit_id if author else None
    if unit is None:
        # An administrator has no unit of his own: his card belongs where its territory does.
        unit = home or around.territories.get(row["territory"] or 0)
    if unit is None or (home is not None and unit != home):
        return {}, [FieldError("unit", unit, "unknown_reference", _("Say which business unit."), number)]
    clean, errors = check(row, unit, around, number)
    return clean | {"unit": unit}, errors


def columns(clean: dict[str, Any]) -> dict[str, Any]:
    """Cleaned values as the model's columns; contact points are rows of their own."""
    return {
        f"{name}_id" if name in REFERENCES or name == "unit" else name: value
        for name, value in clean.items()
        if name not in POINTS
    }


def person_sort(values: dict[str, Any]) -> str:
    return normal.sort_key(values["last_name"], values["first_name"], values["middle_name"])


def _give_uids(
    rows: Sequence[Person | Organisation],
    uids: Sequence[UUID] | None,
    model: type[Person] | type[Organisation],
) -> None:
    if uids is None:
        return
    for row, uid in zip(rows, uids, strict=True):
        row.uid = uid
    manager: Any = model._default_manager
    known = manager.filter(uid__in=list(uids)).values_list("uid", flat=True).first()
    if known:
        raise Invalid([FieldError("uid", str(known), "known_uid", _("This card exists already."))])


def _put_all_points(
    of: str,
    rows: Sequence[Person] | Sequence[Organisation],
    checked: Sequence[dict[str, Any]],
    author: int | None,
) -> None:
    points = [
        (row.pk, point)
        for row, clean in zip(rows, checked, strict=True)
        for name in POINTS
        for point in clean[name]
    ]
    put_points(of, points, author, micros(timezone.now()))


def _reached(rows: Sequence[Person], checked: Sequence[dict[str, Any]]) -> dict[int, list[str]]:
    """Person → the phones and e-mails of his card, as they are compared."""
    return {
        row.pk: [point.normal for name in POINTS for point in clean[name]]
        for row, clean in zip(rows, checked, strict=True)
    }


def _audit(
    author: Author,
    kind: str,
    rows: Sequence[Person] | Sequence[Organisation],
    checked: Sequence[dict[str, Any]],
) -> None:
    changes: list[tuple[object, dict[str, Any], dict[str, Any]]] = [
        (row.pk, {}, _as_kept(clean)) for row, clean in zip(rows, checked, strict=True)
    ]
    audit.record_many(author, "created", kind, changes)


def _as_kept(clean: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in clean.items() if value not in ("", None, [])}
    days = {name: value.isoformat() for name, value in kept.items() if isinstance(value, date)}
    return kept | days | {name: [point.value for point in kept[name]] for name in POINTS if name in kept}
