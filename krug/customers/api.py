"""/api/v1/persons: what programs may do with customers; the same queries and actions as the pages."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import paging
from krug.access.api_types import Day
from krug.access.decorators import SignedInRequest, require
from krug.access.models import Territory, User
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.customers.actions import create_person, edit_person
from krug.customers.data import PersonData
from krug.customers.errors import FieldError, Invalid
from krug.customers.listing.own_field_filters import own_filters
from krug.customers.models import Organisation
from krug.customers.own import person_row
from krug.customers.queries import Card, PersonFilters, card, person_list, reach_person, search
from krug.customers.queries.affiliations import Work
from krug.customers.queries.candidates import Known, candidates
from krug.customers.queries.organisations import seen_with_survivors
from krug.fields.api import Given, Said
from krug.fields.queries.values import plain_values

router = Router(tags=["persons"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
# Lengths and contents are for the domain's own rules to judge; this only keeps a request small.
Text = Annotated[str, Field(max_length=20_000)]
Points = Annotated[list[Text], Field(max_length=100)]


class Named(Schema):
    uid: UUID
    name: str


class WorkOut(Schema):
    """Where a person works, or worked until a day. `part`: what he has to say in decisions there."""

    uid: UUID
    organisation: Named
    main: bool
    position: str
    since: date | None
    until: date | None
    source: str
    part: str
    part_source: str
    part_at: datetime | None


class PersonOut(Schema):
    """A card. `version` is what an edit names as `based_on`."""

    uid: UUID
    name: str
    last_name: str
    first_name: str
    middle_name: str
    specialty: str
    klass: str
    organisation: Named | None
    works: list[WorkOut]
    territory: Named | None
    city: str
    address: str
    latitude: float | None
    longitude: float | None
    phones: list[str]
    emails: list[str]
    note: str
    birth: date | None
    version: int
    own: Said


class PersonLineOut(Schema):
    uid: UUID
    name: str
    klass: str
    specialty: str
    organisation: str
    organisation_uid: UUID | None
    city: str
    territory: str
    phone: str
    version: int


class Fields(Schema):
    """What may be sent of a card: organisation and territory by uid, phones and e-mails as written."""

    model_config = ConfigDict(extra="forbid")

    first_name: Text = ""
    middle_name: Text = ""
    specialty: Text = ""
    klass: Text = ""
    organisation: UUID | None = None
    territory: UUID | None = None
    city: Text = ""
    address: Text = ""
    latitude: float | None = None
    longitude: float | None = None
    note: Text = ""
    birth: Day | None = None
    phones: Points = []
    emails: Points = []


class PersonIn(Fields):
    last_name: Text
    uid: UUID | None = None
    own: Given = {}


class PersonPatch(Fields):
    """Only what is sent changes. `based_on`: the version the sender saw, for conflicts to be noticed."""

    last_name: Text = ""
    based_on: Annotated[int, Field(ge=1)] | None = None


class ConflictOut(Schema):
    """`kept` stands now, `other` is what somebody else had written meanwhile."""

    field: str
    kept: Any
    other: Any


class EditedOut(Schema):
    person: PersonOut
    conflicts: list[ConflictOut]


class HitOut(Schema):
    kind: str
    uid: UUID
    title: str
    subtitle: str
    score: float


class CandidateIn(Schema):
    """What is known of a new customer; the more, the surer the answer."""

    model_config = ConfigDict(extra="forbid")

    last_name: Text = ""
    first_name: Text = ""
    middle_name: Text = ""
    city: Text = ""
    address: Text = ""
    phones: Points = []
    emails: Points = []
    birth: Day | None = None


class SaidOut(Schema):
    """One thing compared: how far it agrees, and its weight for (+) or against (−), in powers of two."""

    feature: str
    level: str
    weight: float


class CandidateOut(Schema):
    uid: UUID
    name: str
    probability: float
    said: list[SaidOut]


class ListFilters(Schema):
    klass: Text = ""
    specialty: Text = ""
    city: Text = ""
    territory: UUID | None = None
    organisation: UUID | None = None
    trait: Text = ""
    part: Text = ""
    own: Annotated[list[Text], Field(max_length=20)] = []
    """key=value of own fields, the value as krug.customers.listing.own_field_filters has it."""


@router.get("", response=paging.Page[PersonLineOut], summary="Persons by name", url_name="persons_api")
@require(Permission.SEE_CUSTOMERS)
def listed(
    request: SignedInRequest, filters: Query[ListFilters], cursor: Text = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    page = person_list(request.user, filters_of(request.user, filters), cursor or None, limit)
    return {"items": [asdict(line) for line in page.lines], "next": page.next}


def filters_of(user: User, given: ListFilters) -> PersonFilters:
    return PersonFilters(
        klass=given.klass,
        specialty=given.specialty,
        city=given.city,
        territory=id_of(territories_of(user), "territory", given.territory),
        organisation=id_of(organisations_of(user), "organisation", given.organisation),
        trait=given.trait,
        part=given.part,
        more=own_filters(user, "person", given.own),
    )


@router.get("/search", response=list[HitOut], summary="Search as you type", url_name="persons_search_api")
@require(Permission.SEE_CUSTOMERS)
def found(
    request: SignedInRequest,
    q: Annotated[str, Field(max_length=200)],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> list[dict[str, Any]]:
    return [asdict(hit) for hit in search(request.user, q, limit)]


@router.post(
    "/candidates",
    response=list[CandidateOut],
    summary="Is this customer here already",
    url_name="candidates_api",
)
@require(Permission.SEE_CUSTOMERS)
def likely(request: SignedInRequest, given: CandidateIn) -> list[dict[str, Any]]:
    return [
        {
            "uid": one.person.uid,
            "name": one.person.full_name,
            "probability": one.score.probability,
            "said": [asdict(said) for said in one.score.said],
        }
        for one in candidates(request.user, Known(**given.model_dump()))
    ]


@router.post("", response={201: PersonOut}, summary="A new person", url_name="persons_api")
@require(Permission.EDIT_CUSTOMERS)
def create(request: SignedInRequest, given: PersonIn) -> Status[dict[str, Any]]:
    fields = _resolved(request.user, given.model_dump(exclude={"uid", "own"}))
    person = create_person(request.user, PersonData(**fields), given.uid, given.own)
    return Status(201, _out(request.user, card(request.user, person)))


@router.get("/{uuid:uid}", response=PersonOut, summary="A card", url_name="person_api")
@require(Permission.SEE_CUSTOMERS)
def get(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _out(request.user, card(request.user, reach_person(request.user, uid)))


@router.patch("/{uuid:uid}", response=EditedOut, summary="Change some fields", url_name="person_api")
@require(Permission.EDIT_CUSTOMERS)
def change(request: SignedInRequest, uid: UUID, given: PersonPatch) -> dict[str, Any]:
    person = reach_person(request.user, uid)
    fields = _resolved(request.user, given.model_dump(exclude={"based_on"}, exclude_unset=True))
    edited = edit_person(request.user, person, fields, given.based_on)
    conflicts = [{"field": one.field, "kept": one.kept, "other": one.other} for one in edited.conflicts]
    return {
        "person": _out(request.user, card(request.user, reach_person(request.user, uid))),
        "conflicts": conflicts,
    }


def _out(viewer: User, shown: Card) -> dict[str, Any]:
    person = shown.person
    plain = (
        "uid", "last_name", "first_name", "middle_name", "specialty", "klass", "organisation", "territory",
        "city", "address", "latitude", "longitude", "note", "version",
    )  # fmt: skip
    return {name: getattr(person, name) for name in plain} | {
        "name": person.full_name,
        "birth": shown.birth,
        "phones": [point.value for point in shown.phones],
        "emails": [point.value for point in shown.emails],
        "organisation": person.organisation and person.organisation.standing,
        "own": plain_values(viewer, "person", person_row(person)),
        "works": [work_out(work) for work in shown.works],
    }


def work_out(work: Work) -> dict[str, Any]:
    plain = ("uid", "position", "since", "until", "source", "part", "part_source", "part_at")
    told = {"main": work.main, "organisation": work.of.organisation.standing}
    return {name: getattr(work.of, name) for name in plain} | told


def _resolved(user: User, fields: dict[str, Any]) -> dict[str, Any]:
    """uids of what a card refers to as ids."""
    ways: dict[str, QuerySet[Any]] = {
        "organisation": organisations_of(user),
        "territory": territories_of(user),
    }
    known = {name: id_of(ways[name], name, fields[name]) for name in ways.keys() & fields.keys()}
    return fields | known


def id_of(rows: QuerySet[Any], field: str, uid: UUID | None) -> int | None:
    if uid is None:
        return None
    found: int | None = rows.filter(uid=uid).values_list("id", flat=True).first()
    if found is None:
        message = _("Not found in this business unit.")
        raise Invalid([FieldError(field, str(uid), "unknown_reference", message)])
    return found


def organisations_of(user: User) -> QuerySet[Organisation]:
    return seen_with_survivors(user, Organisation.objects.all())


def territories_of(user: User) -> QuerySet[Territory]:
    return of_units(user, Territory.objects.all())
