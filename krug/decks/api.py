"""/api/v1/decks: what programs may do with presentations; the same actions as the pages."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from krug.access import paging
from krug.access.api_types import Day
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import WrongInput
from krug.access.models import Group
from krug.access.problems import problem
from krug.access.rules import Permission
from krug.access.scopes import of_units, reach
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.publish import IntentData, publish
from krug.decks.actions.withdraw import withdraw
from krug.decks.models import Deck, Folder, Publishing, Slide, Version
from krug.decks.queries import deck_page
from krug.decks.queries.knowledge import decks_for

router = Router(tags=["decks"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]
# Beside the package a form has its fields and boundaries.
ALLOWANCE = 1024 * 1024


def _not_too_long(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse by the length announced, before a byte of a huge body is taken."""

    @wraps(run)
    def limited(request: HttpRequest, **path: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.KRUG_MAX_DECK_BYTES + ALLOWANCE:
            return problem(413)
        return run(request, **path)

    return limited


router.add_decorator(_not_too_long, mode="view")


class SlideOut(Schema):
    """`thumb`: SHA-256 of the picture at /thumbs/<version>/<thumb>."""

    uid: UUID
    key: str
    number: int
    title: str
    address: str
    thumb: str
    mandatory: bool
    minutes: float | None


class VersionOut(Schema):
    uid: UUID
    number: int
    note: str
    sha256: str
    created_at: datetime
    slides: list[SlideOut]


class VersionLineOut(Schema):
    uid: UUID
    number: int
    note: str
    created_at: datetime


class PublishingOut(Schema):
    """What a group has now."""

    id: int
    group: UUID
    version: UUID
    at: datetime


class DeckLineOut(Schema):
    uid: UUID
    title: str
    folder: UUID | None
    created_at: datetime


class DeckOut(DeckLineOut):
    versions: list[VersionLineOut]
    published: list[PublishingOut]
    newest: VersionOut


class NewVersionOut(VersionOut):
    deck: UUID


class DeckIn(Schema):
    title: Annotated[str, Field(max_length=300)] = ""
    folder: UUID | None = None
    note: Annotated[str, Field(max_length=300)] = ""


class VersionIn(Schema):
    note: Annotated[str, Field(max_length=300)] = ""


class IntentIn(Schema):
    model_config = ConfigDict(extra="forbid")

    whom: Annotated[str, Field(min_length=1, max_length=160)]
    measure: str
    target: Annotated[float, Field(allow_inf_nan=False)]
    until: Day
    slide_key: Annotated[str, Field(max_length=80)] = ""


class PublishIn(Schema):
    model_config = ConfigDict(extra="forbid")

    groups: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    intent: IntentIn | None = None


class WithdrawIn(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(max_length=300)] = ""


@router.get("", response=paging.Page[DeckLineOut], summary="Decks", url_name="decks_api")
@require(Permission.SEE_DECKS)
def listed(
    request: SignedInRequest,
    cursor: Cursor = "",
    limit: Limit = paging.LIMIT,
) -> dict[str, Any]:
    after = paging.position(cursor, "decks")
    decks = decks_for(request.user).order_by("id").filter(id__gt=after[0] if after else 0)
    found = list(decks[: limit + 1])
    more = paging.cursor([found[limit - 1].id], "decks") if len(found) > limit else None
    return {"items": [_line(deck) for deck in found[:limit]], "next": more}


@router.post("", response={201: NewVersionOut}, summary="A package as a new deck", url_name="decks_api")
@require(Permission.MAKE_DECKS)
def create(
    request: SignedInRequest, package: File[UploadedFile], given: Form[DeckIn]
) -> Status[dict[str, Any]]:
    folder = _folder(request, given.folder)
    version = import_deck(request.user, package, given.title or None, folder, note=given.note)
    return Status(201, _version(version) | {"deck": version.deck.uid})


@router.get("/{uuid:uid}", response=DeckOut, summary="A deck", url_name="deck_api")
@require(Permission.SEE_DECKS)
def get(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    deck = reach(request.user, decks_for(request.user), uid=uid)
    page = deck_page(request.user, deck)
    versions = page.versions if page else []
    live = page.live if page else []
    return _line(deck) | {
        "versions": versions,
        "published": [
            {"id": one.id, "group": one.group.uid, "version": one.version.uid, "at": one.at} for one in live
        ],
        "newest": _version(versions[0]),
    }


@router.post(
    "/{uuid:uid}/versions",
    response={201: NewVersionOut},
    summary="A package as the deck's next version",
    url_name="deck_versions_api",
)
@require(Permission.MAKE_DECKS)
def add(
    request: SignedInRequest, uid: UUID, package: File[UploadedFile], given: Form[VersionIn]
) -> Status[dict[str, Any]]:
    deck = reach(request.user, Deck.objects.all(), uid=uid)
    version = import_deck(request.user, package, deck=deck, note=given.note)
    return Status(201, _version(version) | {"deck": deck.uid})


@router.post(
    "/versions/{uuid:uid}/publish",
    response=list[PublishingOut],
    summary="A version for groups, with its intent",
    url_name="version_publish_api",
)
@require(Permission.PUBLISH_DECKS)
def publish_version(request: SignedInRequest, uid: UUID, given: PublishIn) -> list[dict[str, Any]]:
    version = reach(request.user, Version.objects.select_related("deck"), through="deck", uid=uid)
    intent = IntentData(**given.intent.model_dump()) if given.intent else None
    made = publish(request.user, version, _groups(request, given.groups), intent)
    return [
        {"id": one.id, "group": one.group.uid, "version": version.uid, "at": one.at}
        for one in sorted(made, key=lambda one: one.id)
    ]


@router.post(
    "/publishings/{int:pk}/withdraw",
    response={204: None},
    summary="Take a publishing back",
    url_name="publishing_withdraw_api",
)
@require(Permission.PUBLISH_DECKS)
def withdraw_publishing(request: SignedInRequest, pk: int, given: WithdrawIn) -> Status[None]:
    decks = decks_for(request.user)
    publishing = Publishing.objects.select_related("version__deck").filter(version__deck__in=decks)
    withdraw(request.user, get_object_or_404(publishing, pk=pk), given.reason)
    return Status(204, None)


def _folder(request: SignedInRequest, uid: UUID | None) -> Folder | None:
    if uid is None:
        return None
    folder = of_units(request.user, Folder.objects.all()).filter(uid=uid).first()
    if folder is None:
        raise WrongInput(_("There is no such folder."), field="folder", value=str(uid))
    return folder


def _groups(request: SignedInRequest, uids: list[UUID]) -> list[Group]:
    found = {group.uid: group for group in of_units(request.user, Group.objects.filter(uid__in=uids))}
    for uid in uids:
        if uid not in found:
            raise WrongInput(_("There is no such group."), field="groups", value=str(uid))
    return list(found.values())


def _line(deck: Deck) -> dict[str, Any]:
    folder = deck.folder.uid if deck.folder else None
    return {"uid": deck.uid, "title": deck.title, "folder": folder, "created_at": deck.created_at}


def _version(version: Version) -> dict[str, Any]:
    plain = ("uid", "number", "note", "sha256", "created_at")
    slides: list[Slide] = list(version.slides.order_by("number"))
    return {name: getattr(version, name) for name in plain} | {"slides": slides}
