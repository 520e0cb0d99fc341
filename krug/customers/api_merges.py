"""/api/v1: doubles made one and taken apart, the queue of likely ones, by what a customer is known."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import audit, watch
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission, hidden
from krug.access.scopes import reach
from krug.customers.actions import merge, not_same, same, undo_merge, undo_not_same
from krug.customers.api import Named
from krug.customers.facts import name_of
from krug.customers.kinds import ORGANISATION, PERSON, Kind
from krug.customers.models import Decision, Identity, Link, Organisation, OrganisationDecision, Person
from krug.customers.models.match import Likely
from krug.customers.queries import reach_person
from krug.customers.queries.identity import group_of
from krug.customers.queries.matches import SHOWN, queue, reach_match, reach_not_same, sides
from krug.customers.queries.organisations import reach_organisation
from krug.site.clock import moment

router = Router(tags=["doubles"])
HIDDEN_KINDS = {"phones": Identity.Kind.PHONE, "emails": Identity.Kind.EMAIL}


class MergeIn(Schema):
    """Who becomes part of this card. He keeps his uid, and answers by it with this card."""

    model_config = ConfigDict(extra="forbid")

    absorbed: UUID


class MergeOut(Schema):
    """`rule`: by hand, review (out of the queue), or a model that was sure. `undone_at`: it holds no more."""

    uid: UUID
    survivor: Named
    absorbed: Named
    at: datetime
    rule: str
    author: str
    undone_at: datetime | None


class MatchOut(Schema):
    uid: UUID
    left: Named
    right: Named
    probability: float
    found_at: datetime


class QueueOut(Schema):
    """The surest first. `left`: how many wait in all, at least so many when `more`."""

    items: list[MatchOut]
    left: int
    more: bool


class ComparedOut(Schema):
    """In the reader's words; `weight` for (+) or against (−), in powers of two."""

    name: str
    level: str
    weight: float


class SideOut(Schema):
    """One field of both cards, and what was compared in it."""

    label: str
    left: str
    right: str
    said: list[ComparedOut]


class MatchCardOut(MatchOut):
    sides: list[SideOut]


class ApartOut(Schema):
    """«These are two people»: `uid` takes it back."""

    uid: UUID


class IdentityOut(Schema):
    """A key that touches come by, his in [since, until). `rule`: what derived it; empty: a card, a hand."""

    kind: str
    value: str
    since: datetime | None
    until: datetime | None
    rule: str


@router.get(
    "/persons/{uuid:uid}/identities",
    response=list[IdentityOut],
    summary="By what he is known",
    url_name="identities_api",
)
@require(Permission.SEE_CUSTOMERS)
def identities(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    person = reach_person(request.user, uid)
    audit.record_read(request.user, "person", person.pk)
    watch.seen(request.user, 1)
    unseen = [HIDDEN_KINDS[name] for name in hidden(request.user) & HIDDEN_KINDS.keys()]
    links = Link.objects.filter(person__in=group_of(person)).exclude(identity__kind__in=unseen)
    return [
        {
            "kind": link.identity.kind,
            "value": link.identity.value,
            "since": moment(link.since) if link.since is not None else None,
            "until": moment(link.until) if link.until is not None else None,
            "rule": link.rule,
        }
        for link in links.select_related("identity").order_by("id")
    ]


@router.get(
    "/persons/{uuid:uid}/merges",
    response=list[MergeOut],
    summary="Which cards became one here, newest first",
    url_name="merges_api",
)
@require(Permission.MERGE)
def merges(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    """With those that were taken back."""
    return _of_group(PERSON, reach_person(request.user, uid).pk)


@router.get(
    "/organisations/{uuid:uid}/merges",
    response=list[MergeOut],
    summary="Which organisations became one here, newest first",
    url_name="organisation_merges_api",
)
@require(Permission.MERGE)
def merges_of_organisation(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    """With those that were taken back."""
    return _of_group(ORGANISATION, reach_organisation(request.user, uid).pk)


@router.post(
    "/persons/{uuid:uid}/merges",
    response={201: MergeOut},
    summary="Two cards are one customer",
    url_name="merges_api",
)
@require(Permission.MERGE)
def make(request: SignedInRequest, uid: UUID, given: MergeIn) -> Status[dict[str, Any]]:
    return Status(201, _made(request, PERSON, uid, given.absorbed))


@router.post(
    "/organisations/{uuid:uid}/merges",
    response={201: MergeOut},
    summary="Two cards are one organisation",
    url_name="organisation_merges_api",
)
@require(Permission.MERGE)
def make_of_organisations(request: SignedInRequest, uid: UUID, given: MergeIn) -> Status[dict[str, Any]]:
    """Refused where a third stands between them in a chain."""
    return Status(201, _made(request, ORGANISATION, uid, given.absorbed))


@router.post(
    "/merges/{uuid:uid}/undo", response=MergeOut, summary="They are two after all", url_name="merge_undo_api"
)
@require(Permission.MERGE)
def take_back(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """Exact, also when others were merged after it."""
    return _taken_back(request, PERSON, uid)


@router.post(
    "/organisations/merges/{uuid:uid}/undo",
    response=MergeOut,
    summary="They are two organisations after all",
    url_name="organisation_merge_undo_api",
)
@require(Permission.MERGE)
def take_back_of_organisations(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """Exact, also when others were merged after it."""
    return _taken_back(request, ORGANISATION, uid)


@router.get(
    "/matches", response=QueueOut, summary="Likely doubles that wait for an answer", url_name="matches_api"
)
@require(Permission.MERGE)
def waiting(request: SignedInRequest, limit: Annotated[int, Field(ge=1, le=SHOWN)] = SHOWN) -> dict[str, Any]:
    found = queue(request.user, timezone.now())
    shown = found.waiting[:limit]
    watch.seen(request.user, 2 * len(shown))
    return {"items": [_match(one) for one in shown], "left": found.left, "more": found.more}


@router.get(
    "/matches/{uuid:uid}", response=MatchCardOut, summary="Both cards side by side", url_name="match_api"
)
@require(Permission.MERGE)
def beside(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    match = reach_match(request.user, uid)
    watch.seen(request.user, 2)
    rows = [
        {
            "label": str(side.label),
            "left": side.left,
            "right": side.right,
            "said": [
                {"name": str(part.name), "level": str(part.level), "weight": part.weight}
                for part in (side.said.parts if side.said else ())
            ],
        }
        for side in sides(request.user, match)
    ]
    return _match(match) | {"sides": rows}


@router.post(
    "/matches/{uuid:uid}/same",
    response={201: MergeOut},
    summary="They are one customer",
    url_name="match_same_api",
)
@require(Permission.MERGE)
def one_customer(request: SignedInRequest, uid: UUID) -> Status[dict[str, Any]]:
    """The older card stays."""
    made = same(request.user, reach_match(request.user, uid))
    return Status(201, _merge(_decisions().get(pk=made.pk)))


@router.post(
    "/matches/{uuid:uid}/different",
    response={201: ApartOut},
    summary="They are two people",
    url_name="match_different_api",
)
@require(Permission.MERGE)
def two_people(request: SignedInRequest, uid: UUID) -> Status[dict[str, Any]]:
    """Never proposed again, until that is taken back."""
    return Status(201, {"uid": not_same(request.user, reach_match(request.user, uid)).uid})


@router.post(
    "/matches/apart/{uuid:uid}/undo",
    response={204: None},
    summary="«Two people» is taken back",
    url_name="apart_undo_api",
)
@require(Permission.MERGE)
def ask_again(request: SignedInRequest, uid: UUID) -> Status[None]:
    undo_not_same(request.user, reach_not_same(request.user, uid))
    return Status(204, None)


def _of_group(kind: Kind, root: int) -> list[dict[str, Any]]:
    group = kind.group(root)
    rows = _decisions(kind).filter(Q(survivor__in=group) | Q(absorbed__in=group)).order_by("-id")
    return [_merge(one) for one in rows]


def _made(request: SignedInRequest, kind: Kind, survivor: UUID, absorbed: UUID) -> dict[str, Any]:
    both: list[Any] = [reach(request.user, kind.card.objects.all(), uid=uid) for uid in (survivor, absorbed)]
    made: Any = merge(request.user, survivor=both[0], absorbed=both[1], evidence={"said": "api"})
    return _merge(_decisions(kind).get(pk=made.pk))


def _taken_back(request: SignedInRequest, kind: Kind, uid: UUID) -> dict[str, Any]:
    decision = _decisions(kind).filter(uid=uid).first()
    if decision is None:
        raise Http404
    root = decision.survivor.canonical_id or decision.survivor_id
    reach(request.user, kind.card.objects.all(), pk=root)
    undo_merge(request.user, decision)
    return _merge(_decisions(kind).get(pk=decision.pk))


def _decisions(kind: Kind = PERSON) -> Any:
    return kind.decision.objects.select_related("survivor", "absorbed", "author", "undoing")


def _named(card: Person | Organisation) -> dict[str, Any]:
    return {"uid": card.uid, "name": name_of(card)}


def _merge(decision: Decision | OrganisationDecision) -> dict[str, Any]:
    undoing = getattr(decision, "undoing", None)
    author: User | None = decision.author
    return {
        "uid": decision.uid,
        "survivor": _named(decision.survivor),
        "absorbed": _named(decision.absorbed),
        "at": decision.at,
        "rule": decision.rule,
        "author": author.name if author else "",
        "undone_at": undoing.at if undoing else None,
    }


def _match(match: Likely) -> dict[str, Any]:
    return {
        "uid": match.uid,
        "left": _named(match.left),
        "right": _named(match.right),
        "probability": match.probability,
        "found_at": match.found_at,
    }
