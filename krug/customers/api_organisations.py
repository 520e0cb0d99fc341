"""/api/v1/organisations: what programs may do with organisations; the queries and actions of the pages."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import paging
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions import create_organisation, edit_organisation
from krug.customers.api import (
    CandidateOut,
    ConflictOut,
    Limit,
    Named,
    Points,
    Text,
    id_of,
    organisations_of,
    territories_of,
)
from krug.customers.data import OrganisationData
from krug.customers.listing.own_field_filters import own_filters
from krug.customers.models import ContactPoint, Organisation
from krug.customers.numbers import any_tax_number
from krug.customers.own import organisation_row
from krug.customers.queries import OrganisationFilters, organisation_list
from krug.customers.queries.candidates import KnownPlace, place_candidates
from krug.customers.queries.organisations import (
    parents_of,
    points_of,
    reach_organisation,
)
from krug.fields.api import Given, Said
from krug.fields.queries.values import plain_values

router = Router(tags=["organisations"])


class OrganisationOut(Schema):
    """A card. `tax_number`: INN, `tax_reason`: KPP, `state_number`: OGRN. `parent`: what it is part of."""

    uid: UUID
    name: str
    kind: str
    klass: str
    parent: Named | None
    territory: Named | None
    city: str
    address: str
    latitude: float | None
    longitude: float | None
    tax_number: str
    tax_reason: str
    state_number: str
    phones: list[str]
    emails: list[str]
    version: int
    own: Said


class OrganisationLineOut(Schema):
    uid: UUID
    name: str
    kind: str
    klass: str
    city: str
    address: str
    territory: str
    tax_number: str
    phone: str
    people: int
    version: int


class Fields(Schema):
    """What may be sent of a card: parent and territory by uid, phones and e-mails as written."""

    model_config = ConfigDict(extra="forbid")

    kind: Text = "company"
    klass: Text = ""
    parent: UUID | None = None
    territory: UUID | None = None
    city: Text = ""
    address: Text = ""
    latitude: float | None = None
    longitude: float | None = None
    tax_number: Text = ""
    tax_reason: Text = ""
    state_number: Text = ""
    phones: Points = []
    emails: Points = []


class OrganisationIn(Fields):
    name: Text
    uid: UUID | None = None
    own: Given = {}


class OrganisationPatch(Fields):
    """Only what is sent changes. `based_on`: the version the sender saw, for conflicts to be noticed."""

    name: Text = ""
    based_on: Annotated[int, Field(ge=1)] | None = None


class OrganisationEdited(Schema):
    organisation: OrganisationOut
    conflicts: list[ConflictOut]


class OrganisationCandidateIn(Schema):
    """What is known of a new organisation; the more, the surer the answer."""

    model_config = ConfigDict(extra="forbid")

    name: Text = ""
    tax_number: Text = ""
    city: Text = ""
    address: Text = ""
    phones: Points = []
    emails: Points = []


class OrganisationListFilters(Schema):
    kind: Text = ""
    klass: Text = ""
    city: Text = ""
    territory: UUID | None = None
    parent: UUID | None = None
    tax_number: Text = ""
    own: Annotated[list[Text], Field(max_length=20)] = []


@router.get(
    "",
    response=paging.Page[OrganisationLineOut],
    summary="Organisations by name",
    url_name="organisations_api",
)
@require(Permission.SEE_CUSTOMERS)
def listed(
    request: SignedInRequest,
    filters: Query[OrganisationListFilters],
    cursor: Text = "",
    limit: Limit = paging.LIMIT,
) -> dict[str, Any]:
    page = organisation_list(
        request.user, organisation_filters_of(request.user, filters), cursor or None, limit
    )
    return {"items": [asdict(line) for line in page.lines], "next": page.next}


def organisation_filters_of(user: User, given: OrganisationListFilters) -> OrganisationFilters:
    number = given.tax_number
    return OrganisationFilters(
        kind=given.kind,
        klass=given.klass,
        city=given.city,
        territory=id_of(territories_of(user), "territory", given.territory),
        parent=id_of(organisations_of(user), "parent", given.parent),
        # What is no number is nobody's: the list is empty, not whole.
        tax_number=any_tax_number(number) or number,
        more=own_filters(user, "organisation", given.own),
    )


@router.post("", response={201: OrganisationOut}, summary="A new organisation", url_name="organisations_api")
@require(Permission.EDIT_CUSTOMERS)
def create(request: SignedInRequest, given: OrganisationIn) -> Status[dict[str, Any]]:
    fields = _resolved(request.user, given.model_dump(exclude={"uid", "own"}))
    made = create_organisation(request.user, OrganisationData(**fields), given.uid, given.own)
    return Status(201, _out(request.user, made))


@router.post(
    "/candidates",
    response=list[CandidateOut],
    summary="Is this organisation here already",
    url_name="organisation_candidates_api",
)
@require(Permission.SEE_CUSTOMERS)
def likely(request: SignedInRequest, given: OrganisationCandidateIn) -> list[dict[str, Any]]:
    return [
        {
            "uid": one.card.uid,
            "name": one.card.name,
            "probability": one.score.probability,
            "said": [asdict(said) for said in one.score.said],
        }
        for one in place_candidates(request.user, KnownPlace(**given.model_dump()))
    ]


@router.get("/{uuid:uid}", response=OrganisationOut, summary="A card", url_name="organisation_api")
@require(Permission.SEE_CUSTOMERS)
def get(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _out(request.user, reach_organisation(request.user, uid))


@router.patch(
    "/{uuid:uid}", response=OrganisationEdited, summary="Change some fields", url_name="organisation_api"
)
@require(Permission.EDIT_CUSTOMERS)
def change(request: SignedInRequest, uid: UUID, given: OrganisationPatch) -> dict[str, Any]:
    card = reach_organisation(request.user, uid)
    fields = _resolved(request.user, given.model_dump(exclude={"based_on"}, exclude_unset=True))
    edited = edit_organisation(request.user, card, fields, given.based_on)
    conflicts = [{"field": one.field, "kept": one.kept, "other": one.other} for one in edited.conflicts]
    card = reach_organisation(request.user, uid)
    return {"organisation": _out(request.user, card), "conflicts": conflicts}


def _out(viewer: User, card: Organisation) -> dict[str, Any]:
    plain = (
        "uid", "name", "kind", "klass", "territory", "city", "address", "latitude", "longitude",
        "tax_number", "tax_reason", "state_number", "version",
    )  # fmt: skip
    points = points_of(card)
    return {name: getattr(card, name) for name in plain} | {
        "parent": next(iter(parents_of(card)), None),
        "own": plain_values(viewer, "organisation", organisation_row(card)),
        "phones": [point.value for point in points if point.kind == ContactPoint.Kind.PHONE],
        "emails": [point.value for point in points if point.kind == ContactPoint.Kind.EMAIL],
    }


def _resolved(user: User, fields: dict[str, Any]) -> dict[str, Any]:
    """uids of what a card refers to as ids."""
    ways: dict[str, QuerySet[Any]] = {
        "parent": organisations_of(user),
        "territory": territories_of(user),
    }
    return fields | {name: id_of(ways[name], name, fields[name]) for name in ways.keys() & fields.keys()}
