"""/api/v1/deals/hand-over: all open deals of one seller go to another."""

from typing import Annotated
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.scopes import visible_staff
from krug.sales import actions
from krug.sales.actions.leaving import leads
from krug.sales.api import EDIT
from krug.sales.queries.reach import colleague, named

router = Router(tags=["deals"])


class HandOverIn(Schema):
    model_config = ConfigDict(extra="forbid")

    seller: UUID
    owner: UUID
    reason: Annotated[str, Field(max_length=500)] = ""


class HandedOverOut(Schema):
    deals: int


@router.post("/hand-over", response=HandedOverOut, summary="All of one seller", url_name="hand_over_api")
@require(EDIT)
def hand_over(request: SignedInRequest, given: HandOverIn) -> HandedOverOut:
    """For whoever leads the seller, also of one who works here no longer."""
    seller = named("seller", _led, request.user, given.seller)
    owner = named("owner", colleague, request.user, given.owner)
    return HandedOverOut(deals=actions.hand_over_all(request.user, seller, owner, given.reason))


def _led(viewer: User, uid: UUID) -> User:
    found = get_object_or_404(visible_staff(viewer), uid=uid)
    if not leads(viewer, found):
        raise Http404
    return found
