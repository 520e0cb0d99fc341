"""/api/v1/persons/{uid}/consents: what a customer allows, and writing it down."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from krug.access import audit
from krug.access.api_types import Flag, Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.actions import give_consent, withdraw_consent
from krug.customers.models import Purpose
from krug.customers.queries import Allowed, consents_of, reach_person

router = Router(tags=["persons"])
Text = Annotated[str, Field(max_length=2_000)]


class ConsentOut(Schema):
    """`said`: given, withdrawn or nothing; `allowed`: what follows from it and the legal basis."""

    purpose: str
    name: str
    basis: str
    allowed: bool
    said: str
    at: AwareDatetime | None
    way: str
    proof: str
    text: int | None
    newest_text: int | None


class ConsentIn(Schema):
    """`given` false: withdrawn, or an objection. `at`: when the customer said so; now, if it is left out."""

    model_config = ConfigDict(extra="forbid")

    purpose: Annotated[str, Field(max_length=30)]
    given: Flag
    way: Annotated[str, Field(max_length=8)]
    proof: Text = ""
    at: Moment | None = None


@router.get(
    "/{uuid:uid}/consents",
    response=list[ConsentOut],
    summary="What the customer allows",
    url_name="person_consents_api",
)
@require(Permission.SEE_CUSTOMERS)
def listed(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    person = reach_person(request.user, uid)
    audit.record_read(request.user, "person", person.pk)
    return [_out(one) for one in consents_of(person)]


@router.post(
    "/{uuid:uid}/consents",
    response={201: ConsentOut},
    summary="Write down consent or its withdrawal",
    url_name="person_consents_api",
)
@require(Permission.EDIT_CUSTOMERS)
def say(request: SignedInRequest, uid: UUID, given: ConsentIn) -> Status[dict[str, Any]]:
    person = reach_person(request.user, uid)
    purpose = Purpose.objects.filter(unit=person.unit_id, code=given.purpose).first()
    if purpose is None:
        raise Http404
    act = give_consent if given.given else withdraw_consent
    act(request.user, person, purpose, given.way, given.proof, given.at)
    (now,) = (one for one in consents_of(person) if one.purpose.pk == purpose.pk)
    return Status(201, _out(now))


def _out(one: Allowed) -> dict[str, Any]:
    held = one.consent
    return {
        "purpose": one.purpose.code,
        "name": one.purpose.name,
        "basis": one.purpose.basis,
        "allowed": one.allowed,
        "said": one.said,
        "at": held.at if held else None,
        "way": held.way if held else "",
        "proof": held.proof if held else "",
        "text": held.text.number if held and held.text else None,
        "newest_text": one.newest,
    }
