"""/api/v1/webhooks: recipients of what happens, and what each was told; the same actions as the pages."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import audit, paging
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.integrations.actions import create_endpoint, replay, start_endpoint, stop_endpoint
from krug.integrations.models import Delivery, Endpoint

router = Router(tags=["webhooks"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]


class WebhookOut(Schema):
    """`stopped`: empty, hand, or failing: it has not answered for days."""

    uid: UUID
    url: str
    purpose: str
    events: list[str]
    stopped: str
    failing_since: datetime | None
    created_at: datetime


class NewWebhookOut(WebhookOut):
    """`secret` signs what is sent; it is told here, and afterwards only in the office."""

    secret: str


class WebhookIn(Schema):
    """`purpose`: who it is and what for; `events` as docs/developers/webhooks.md names them."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(max_length=500)]
    purpose: Annotated[str, Field(max_length=200)]
    events: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100)]


class DeliveryOut(Schema):
    """`state`: waiting, delivered, given_up. `status`: what the recipient answered last."""

    uid: UUID
    event: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime | None
    answered_at: datetime | None
    status: int | None
    error: str


@router.get("", response=list[WebhookOut], summary="Recipients", url_name="webhooks_api")
@require(Permission.MANAGE_WEBHOOKS)
def listed(request: SignedInRequest) -> list[Endpoint]:
    return list(of_units(request.user, Endpoint.objects.order_by("url", "id")))


@router.post("", response={201: NewWebhookOut}, summary="A new recipient", url_name="webhooks_api")
@require(Permission.MANAGE_WEBHOOKS)
def create(request: SignedInRequest, given: WebhookIn) -> Status[Endpoint]:
    return Status(201, create_endpoint(request.user, given.url, given.purpose, given.events))


@router.get("/{uuid:uid}", response=WebhookOut, summary="One recipient", url_name="webhook_api")
@require(Permission.MANAGE_WEBHOOKS)
def get(request: SignedInRequest, uid: UUID) -> Endpoint:
    return _reach(request, uid)


@router.post(
    "/{uuid:uid}/stop", response=WebhookOut, summary="Nothing more is told it", url_name="webhook_stop_api"
)
@require(Permission.MANAGE_WEBHOOKS)
def stop(request: SignedInRequest, uid: UUID) -> Endpoint:
    """What waits, waits."""
    stop_endpoint(request.user, _reach(request, uid))
    return _reach(request, uid)


@router.post(
    "/{uuid:uid}/start", response=WebhookOut, summary="It is told again", url_name="webhook_start_api"
)
@require(Permission.MANAGE_WEBHOOKS)
def start(request: SignedInRequest, uid: UUID) -> Endpoint:
    start_endpoint(request.user, _reach(request, uid))
    return _reach(request, uid)


@router.get(
    "/{uuid:uid}/deliveries",
    response=paging.Page[DeliveryOut],
    summary="What it was told, newest first",
    url_name="webhook_deliveries_api",
)
@require(Permission.MANAGE_WEBHOOKS)
def deliveries(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    held = _reach(request, uid)
    audit.record_read(request.user, "endpoint", held.pk)
    name = f"deliveries {held.uid}"
    rows = held.deliveries.order_by("-id")
    if begin := paging.position(cursor, name):
        rows = rows.filter(id__lt=begin[0])
    found = list(rows[: limit + 1])
    more = paging.cursor([found[limit - 1].pk], name) if len(found) > limit else None
    return {"items": found[:limit], "next": more}


@router.post(
    "/{uuid:uid}/deliveries/{uuid:delivery}/again",
    response=DeliveryOut,
    summary="Tell it once more",
    url_name="webhook_again_api",
)
@require(Permission.MANAGE_WEBHOOKS)
def again(request: SignedInRequest, uid: UUID, delivery: UUID) -> Delivery:
    """The same message with the same id."""
    rows = Delivery.objects.select_related("endpoint__unit")
    held = get_object_or_404(rows, endpoint=_reach(request, uid), uid=delivery)
    replay(request.user, held)
    held.refresh_from_db()
    return held


def _reach(request: SignedInRequest, uid: UUID) -> Endpoint:
    return get_object_or_404(of_units(request.user, Endpoint.objects.select_related("unit")), uid=uid)
