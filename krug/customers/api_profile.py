"""/api/v1/persons/…: where a person works, and what is known of him."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access.api_types import Day, Flag, Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.actions.affiliations import add_affiliation, change_affiliation, make_main
from krug.customers.actions.traits import end_trait, tell_trait
from krug.customers.api import ConflictOut, WorkOut, work_out
from krug.customers.models import Affiliation, Person, Trait
from krug.customers.queries import reach_person
from krug.customers.queries.affiliations import works_of
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import reach_organisation
from krug.customers.queries.traits import traits_of

router = Router(tags=["persons"])
# Lengths and contents are for the domain's own rules to judge; this only keeps a request small.
Text = Annotated[str, Field(max_length=2_000)]


class WorkFields(Schema):
    """`until` ends it, null takes the end back; `main` makes it the main one."""

    model_config = ConfigDict(extra="forbid")

    position: Text = ""
    since: Day | None = None
    until: Day | None = None
    source: Text = ""
    part: Text = ""
    part_source: Text = ""
    main: Flag = False


class WorkIn(WorkFields):
    organisation: UUID


class WorkPatch(WorkFields):
    """Only what is sent changes. `based_on`: the version of the card that the sender saw."""

    based_on: Annotated[int, Field(ge=1)] | None = None


class WorkEdited(Schema):
    affiliations: list[WorkOut]
    conflicts: list[ConflictOut]


class TraitIn(Schema):
    """`kind` and `source` are words of docs/glossary.md; `at`: when it was learnt, now if not said."""

    model_config = ConfigDict(extra="forbid")

    kind: Text
    text: Text
    source: Text = ""
    at: Moment | None = None


class TraitOut(Schema):
    uid: UUID
    kind: str
    text: str
    source: str
    at: datetime


@router.post(
    "/{uuid:uid}/affiliations",
    response={201: list[WorkOut]},
    summary="He works there too",
    url_name="affiliations_api",
)
@require(Permission.EDIT_CUSTOMERS)
def add_work(request: SignedInRequest, uid: UUID, given: WorkIn) -> Status[list[dict[str, Any]]]:
    person = reach_person(request.user, uid)
    organisation = reach_organisation(request.user, given.organisation)
    fields = given.model_dump(exclude={"organisation", "main"}, exclude_unset=True)
    add_affiliation(request.user, person, organisation, fields, given.main)
    return Status(201, _works(request, uid))


@router.patch(
    "/{uuid:uid}/affiliations/{uuid:work}",
    response=WorkEdited,
    summary="Change, end or resume it",
    url_name="affiliation_api",
)
@require(Permission.EDIT_CUSTOMERS)
def change_work(request: SignedInRequest, uid: UUID, work: UUID, given: WorkPatch) -> dict[str, Any]:
    person = reach_person(request.user, uid)
    held = Affiliation.objects.filter(person__in=group_of(person), uid=work).first()
    if held is None:
        raise Http404
    fields = given.model_dump(exclude={"main", "based_on"}, exclude_unset=True)
    # The version that was seen is the survivor's; a card merged into him counts its own.
    seen = given.based_on if held.person_id == person.pk else None
    changed = change_affiliation(request.user, held, fields, seen)
    if given.main:
        make_main(request.user, person, changed.affiliation)
    conflicts = [{"field": one.field, "kept": one.kept, "other": one.other} for one in changed.conflicts]
    return {"affiliations": _works(request, uid), "conflicts": conflicts}


@router.get(
    "/{uuid:uid}/traits", response=list[TraitOut], summary="What is known of him", url_name="traits_api"
)
@require(Permission.SEE_CUSTOMERS)
def known(request: SignedInRequest, uid: UUID) -> list[Trait]:
    return _traits(reach_person(request.user, uid))


@router.post(
    "/{uuid:uid}/traits", response={201: list[TraitOut]}, summary="Tell what is known", url_name="traits_api"
)
@require(Permission.EDIT_CUSTOMERS)
def tell(request: SignedInRequest, uid: UUID, given: TraitIn) -> Status[list[Trait]]:
    """The same again only gets younger."""
    person = reach_person(request.user, uid)
    tell_trait(request.user, person, given.kind, given.text, given.source, given.at)
    return Status(201, _traits(person))


@router.post(
    "/{uuid:uid}/traits/{uuid:trait}/end",
    response=list[TraitOut],
    summary="It does not hold any more",
    url_name="trait_end_api",
)
@require(Permission.EDIT_CUSTOMERS)
def take_away(request: SignedInRequest, uid: UUID, trait: UUID) -> list[Trait]:
    person = reach_person(request.user, uid)
    held = Trait.objects.filter(person__in=group_of(person), uid=trait).first()
    if held is None:
        raise Http404
    end_trait(request.user, held)
    return _traits(person)


def _works(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    person = reach_person(request.user, uid)
    return [work_out(work) for work in works_of(group_of(person), person.organisation_id)]


def _traits(person: Person) -> list[Trait]:
    return traits_of(group_of(person))
