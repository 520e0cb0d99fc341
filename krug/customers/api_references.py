"""/api/v1: what other operations refer to by uid or code: territories, purposes of consent."""

from typing import Any
from uuid import UUID

from ninja import Router, Schema

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Territory
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.customers.models import Purpose

router = Router(tags=["references"])


class TerritoryOut(Schema):
    uid: UUID
    name: str
    team: str


class PurposeOut(Schema):
    """`basis`: consent, or the other legal ground it rests on."""

    code: str
    name: str
    basis: str


@router.get(
    "/territories", response=list[TerritoryOut], summary="Territories by name", url_name="territories_api"
)
@require(Permission.SEE_CUSTOMERS)
def territories(request: SignedInRequest) -> list[dict[str, Any]]:
    """Of the unit: any of them may be named on a card."""
    rows = of_units(request.user, Territory.objects.select_related("team").order_by("name", "id"))
    return [{"uid": one.uid, "name": one.name, "team": one.team.name} for one in rows]


@router.get("/purposes", response=list[PurposeOut], summary="What consents are for", url_name="purposes_api")
@require(Permission.SEE_CUSTOMERS)
def purposes(request: SignedInRequest) -> list[Purpose]:
    return list(of_units(request.user, Purpose.objects.order_by("code", "id")))
