"""/api/v1/deals: the same actions as the pages, so that no program goes past a method."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import paging
from krug.access.api_types import Day, Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.queries import reach_person
from krug.customers.queries.organisations import reach_organisation
from krug.sales import actions
from krug.sales.data import DealData
from krug.sales.facts import course_of
from krug.sales.judging import clock, path
from krug.sales.models import Deal
from krug.sales.queries import reach as find
from krug.sales.words import Outcome, Source

T = TypeVar("T")
router = Router(tags=["deals"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]
Code = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=4000)]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
SEE, EDIT = Permission.SEE_DEALS, Permission.EDIT_DEALS


class CustomerOut(Schema):
    """Null instead of it: the reader does not see the card."""

    uid: UUID
    name: str


class ColleagueOut(Schema):
    uid: UUID
    name: str


class DealOut(Schema):
    """`stage`: a code of the method's stages; `coarse`: what it is in the whole company."""

    uid: UUID
    name: str
    method: UUID
    method_version: int
    stage: str
    coarse: str
    stage_since: datetime
    outcome: str
    person: CustomerOut | None
    organisation: CustomerOut | None
    owner: ColleagueOut
    amount: Decimal | None
    currency: str
    expected_on: date | None
    chance: int | None
    need: str
    source: str
    source_guessed: bool
    next_action: str
    next_at: datetime | None
    spent: Decimal
    opened_at: datetime
    closed_at: datetime | None
    version: int


class DealIn(Schema):
    """Of a person, of an organisation, or of both. `uid`: made by the sender; sent again it is one deal."""

    model_config = ConfigDict(extra="forbid")

    uid: UUID | None = None
    name: Annotated[str, Field(max_length=120)] = ""
    person: UUID | None = None
    organisation: UUID | None = None
    owner: UUID | None = None
    method: UUID | None = None
    amount: Money | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    expected_on: Day | None = None
    need: Text = ""
    source: Literal[("", *Source.values)] = ""  # type: ignore[valid-type]
    next_action: Annotated[str, Field(max_length=200)] = ""
    next_at: Moment | None = None


class DealPatch(Schema):
    """Only what is sent changes. Where a deal stands is no field: it is moved on, put back, won, lost."""

    model_config = ConfigDict(extra="forbid")

    based_on: Annotated[int, Field(ge=1)] | None = None
    name: Annotated[str, Field(max_length=120)] = ""
    amount: Money | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "RUB"
    expected_on: Day | None = None
    chance: Annotated[int, Field(ge=0, le=100, strict=True)] | None = None
    need: Text = ""
    source: Literal[("", *Source.values)] = ""  # type: ignore[valid-type]
    next_action: Annotated[str, Field(max_length=200)] = ""
    next_at: Moment | None = None


class DealConflictOut(Schema):
    field: str
    kept: Any
    other: Any


class PatchedOut(Schema):
    deal: DealOut
    conflicts: list[DealConflictOut]


class StepOut(Schema):
    """A checkpoint. `due`: until when the method gives it time; `document`: of a word somebody gave."""

    checkpoint: str
    name: str
    stage: str
    required: bool
    passed_at: datetime | None
    document: str
    touches: list[UUID]
    skipped: bool
    may_be_skipped: bool
    due: datetime | None


class ClockOut(Schema):
    """Working hours at the stage. `limit`, `due` null: the stage has no limit, or the clock stands still."""

    used: float
    limit: int | None
    due: datetime | None
    paused: bool


class PathOut(Schema):
    stages: list[str]
    steps: list[StepOut]
    clock: ClockOut


class DealEventOut(Schema):
    """A line of the journal; what does not belong to its kind is null or empty."""

    at: datetime
    kind: str
    author: ColleagueOut | None
    stage: str
    stage_before: str
    checkpoint: str
    number_before: Decimal | None
    number_after: Decimal | None
    time_before: datetime | None
    time_after: datetime | None
    note: str


class DeviationOut(Schema):
    kind: str
    at: datetime
    stage: str
    checkpoint: str
    staff: ColleagueOut
    figures: dict[str, Any]


class StageIn(Schema):
    model_config = ConfigDict(extra="forbid")

    stage: Code


class BackIn(StageIn):
    reason: Text


class PointIn(Schema):
    model_config = ConfigDict(extra="forbid")

    checkpoint: Code


class SkipIn(PointIn):
    reason: Text


class ConfirmIn(PointIn):
    document: Text = ""


class ReasonIn(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Text


class EndIn(ReasonIn):
    """`reason`: a code of the list of reasons why us, or why not."""

    competitor: Text = ""
    note: Text = ""


class OwnerIn(Schema):
    model_config = ConfigDict(extra="forbid")

    owner: UUID
    reason: Text = ""


@router.get("", response=paging.Page[DealOut], summary="Deals, the newest first", url_name="deals_api")
@require(SEE)
def listed(
    request: SignedInRequest,
    outcome: Literal["", "open", "won", "lost"] = "",
    stage: Code = "",
    person: UUID | None = None,
    organisation: UUID | None = None,
    cursor: Cursor = "",
    limit: Limit = paging.LIMIT,
) -> dict[str, Any]:
    viewer = request.user
    asked = find.Asked(
        outcome=outcome,
        stage=stage,
        person=_pk(_named("person", reach_person, viewer, person)),
        organisation=_pk(_named("organisation", reach_organisation, viewer, organisation)),
    )
    deals, following = find.deals_page(viewer, asked, cursor or None, limit)
    return {"items": _out(viewer, deals), "next": following}


@router.post("", response={201: DealOut}, summary="A new deal", url_name="deals_api")
@require(EDIT)
def create(request: SignedInRequest, given: DealIn) -> Status[DealOut]:
    """At the first stage of its method (the unit's first one, unless another is named)."""
    viewer, plain = (
        request.user,
        given.dict(exclude={"person", "organisation", "owner", "method", "currency"}),
    )
    data = DealData(
        **plain,
        currency=given.currency or "",
        person=_named("person", reach_person, viewer, given.person),
        organisation=_named("organisation", reach_organisation, viewer, given.organisation),
        owner=_named("owner", find.colleague, viewer, given.owner),
        method=_named("method", find.reach_method, viewer, given.method),
    )
    made = actions.open_deal(viewer, data)
    return Status(201, _one(viewer, find.reach_deal(viewer, made.uid)))


@router.get("/{uuid:uid}", response=DealOut, summary="One deal", url_name="deal_api")
@require(SEE)
def one(request: SignedInRequest, uid: UUID) -> DealOut:
    return _one(request.user, find.reach_deal(request.user, uid))


@router.patch("/{uuid:uid}", response=PatchedOut, summary="Its fields", url_name="deal_api")
@require(EDIT)
def change(request: SignedInRequest, uid: UUID, given: DealPatch) -> dict[str, Any]:
    """Of two hands on one field the later decides; `conflicts` says what it replaced."""
    sent = given.dict(exclude_unset=True)
    based_on = sent.pop("based_on", None)
    changed = actions.edit_deal(request.user, find.reach_deal(request.user, uid), sent, based_on)
    told = [{"field": it.field, "kept": it.kept, "other": it.other} for it in changed.conflicts]
    return {"deal": one(request, uid), "conflicts": told}


@router.get("/{uuid:uid}/path", response=PathOut, summary="Checkpoints and clock", url_name="deal_path_api")
@require(SEE)
def way(request: SignedInRequest, uid: UUID) -> PathOut:
    """As it is at this moment: evidence that came a second ago counts."""
    deal, now = find.reach_deal(request.user, uid), timezone.now()
    course = course_of(deal, now)
    at = deal.closed_at or now
    it = clock(course.contract, course.facts, at)
    return PathOut(
        stages=[stage.code for stage in course.contract.stages],
        clock=ClockOut(used=round(it.used, 2), limit=it.limit, due=it.due, paused=it.paused),
        steps=[
            StepOut(
                checkpoint=step.point.code,
                name=step.point.name,
                stage=step.stage.code,
                required=step.point.required,
                passed_at=step.proof.at if step.proof else None,
                document=step.proof.document if step.proof else "",
                touches=list(step.proof.touches) if step.proof else [],
                skipped=step.skipped,
                may_be_skipped=step.point.skip is not None,
                due=step.due,
            )
            for step in path(course.contract, course.facts, course.proven)
        ],
    )


@router.get(
    "/{uuid:uid}/journal",
    response=paging.Page[DealEventOut],
    summary="What happened, the newest first",
    url_name="deal_journal_api",
)
@require(SEE)
def journal(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    rows = deal.events.select_related("author").order_by("-id")
    start = paging.position(cursor or None, f"journal:{uid}")
    found = list((rows.filter(pk__lt=start[0]) if start else rows)[: limit + 1])
    more = len(found) > limit
    following = paging.cursor([found[limit - 1].pk], f"journal:{uid}") if more else None
    return {"items": found[:limit], "next": following}


@router.get(
    "/{uuid:uid}/deviations",
    response=list[DeviationOut],
    summary="How it left its method",
    url_name="deal_deviations_api",
)
@require(SEE)
def deviated(request: SignedInRequest, uid: UUID) -> Any:
    deal = find.reach_deal(request.user, uid)
    return deal.deviations.filter(gone_at=None).select_related("staff").order_by("at", "id")


def _moved(request: SignedInRequest, uid: UUID, act: Callable[..., Any], *given: Any) -> DealOut:
    act(request.user, find.reach_deal(request.user, uid), *given)
    return one(request, uid)


@router.post(
    "/{uuid:uid}/advance", response=DealOut, summary="On to a later stage", url_name="deal_advance_api"
)
@require(EDIT)
def advance(request: SignedInRequest, uid: UUID, given: StageIn) -> DealOut:
    """409 `checkpoints_in_the_way` names what the method asks for first."""
    return _moved(request, uid, actions.advance, given.stage)


@router.post(
    "/{uuid:uid}/back", response=DealOut, summary="Back to an earlier stage", url_name="deal_back_api"
)
@require(EDIT)
def back(request: SignedInRequest, uid: UUID, given: BackIn) -> DealOut:
    return _moved(request, uid, actions.put_back, given.stage, given.reason)


@router.post("/{uuid:uid}/skip", response=DealOut, summary="Leave a checkpoint out", url_name="deal_skip_api")
@require(EDIT)
def skip(request: SignedInRequest, uid: UUID, given: SkipIn) -> DealOut:
    """Who may not himself, asks: it counts once somebody above him has approved."""
    return _moved(request, uid, actions.skip, given.checkpoint, given.reason)


@router.post("/{uuid:uid}/skip/approve", response=DealOut, summary="Allow it", url_name="deal_approve_api")
@require(Permission.APPROVE_SKIPS)
def approve(request: SignedInRequest, uid: UUID, given: PointIn) -> DealOut:
    return _moved(request, uid, actions.approve_skip, given.checkpoint)


@router.post("/{uuid:uid}/skip/refuse", response=DealOut, summary="Refuse it", url_name="deal_refuse_api")
@require(EDIT)
def refuse(request: SignedInRequest, uid: UUID, given: PointIn) -> DealOut:
    return _moved(request, uid, actions.refuse_skip, given.checkpoint)


@router.post("/{uuid:uid}/confirm", response=DealOut, summary="Give one's word", url_name="deal_confirm_api")
@require(EDIT)
def confirm(request: SignedInRequest, uid: UUID, given: ConfirmIn) -> DealOut:
    return _moved(request, uid, actions.confirm, given.checkpoint, given.document)


@router.post("/{uuid:uid}/unconfirm", response=DealOut, summary="Take it back", url_name="deal_unconfirm_api")
@require(EDIT)
def unconfirm(request: SignedInRequest, uid: UUID, given: PointIn) -> DealOut:
    return _moved(request, uid, actions.unconfirm, given.checkpoint)


@router.post("/{uuid:uid}/pause", response=DealOut, summary="Stop its clocks", url_name="deal_pause_api")
@require(EDIT)
def pause(request: SignedInRequest, uid: UUID, given: ReasonIn) -> DealOut:
    return _moved(request, uid, actions.pause, given.reason)


@router.post("/{uuid:uid}/resume", response=DealOut, summary="Let them go on", url_name="deal_resume_api")
@require(EDIT)
def resume(request: SignedInRequest, uid: UUID) -> DealOut:
    return _moved(request, uid, actions.resume)


@router.post("/{uuid:uid}/win", response=DealOut, summary="Won", url_name="deal_win_api")
@require(EDIT)
def win(request: SignedInRequest, uid: UUID, given: EndIn) -> DealOut:
    return _moved(request, uid, actions.win, given.reason, given.competitor, given.note)


@router.post("/{uuid:uid}/lose", response=DealOut, summary="Lost", url_name="deal_lose_api")
@require(EDIT)
def lose(request: SignedInRequest, uid: UUID, given: EndIn) -> DealOut:
    return _moved(request, uid, actions.lose, given.reason, given.competitor, given.note)


@router.post("/{uuid:uid}/reopen", response=DealOut, summary="Open it again", url_name="deal_reopen_api")
@require(EDIT)
def reopen(request: SignedInRequest, uid: UUID, given: ReasonIn) -> DealOut:
    return _moved(request, uid, actions.reopen, given.reason)


@router.post("/{uuid:uid}/owner", response=DealOut, summary="Hand it over", url_name="deal_owner_api")
@require(EDIT)
def owner(request: SignedInRequest, uid: UUID, given: OwnerIn) -> DealOut:
    """The answer is the deal as it is now, also for who sees it no more."""
    deal = find.reach_deal(request.user, uid)
    new = find.named("owner", find.colleague, request.user, given.owner)
    actions.hand_over(request.user, deal, new, given.reason)
    deal.refresh_from_db()
    deal.owner = new
    return _one(request.user, deal)


def _named(field: str, find_one: Callable[[User, UUID], T], viewer: User, uid: UUID | None) -> T | None:
    return find.named(field, find_one, viewer, uid) if uid else None


def _pk(row: Model | None) -> int | None:
    return row.pk if row else None


def _one(viewer: User, deal: Deal) -> DealOut:
    return _out(viewer, [deal])[0]


def _out(viewer: User, deals: list[Deal]) -> list[DealOut]:
    people, places = find.customers_seen(viewer, deals)
    found = []
    for deal in deals:
        person, place = find.standing_person(deal), find.standing_organisation(deal)
        found.append(
            DealOut(
                **{name: getattr(deal, name) for name in _PLAIN},
                method=deal.method.method.uid,
                method_version=deal.method.number,
                outcome=Outcome(deal.outcome).value,
                owner=ColleagueOut(uid=deal.owner.uid, name=deal.owner.name),
                person=CustomerOut(uid=person.uid, name=person.full_name)
                if person and person.pk in people
                else None,
                organisation=CustomerOut(uid=place.uid, name=place.name)
                if place and place.pk in places
                else None,
            )
        )
    return found


_PLAIN = (
    *("uid", "name", "stage", "coarse", "stage_since", "amount", "currency", "expected_on", "chance", "need"),
    *("source", "source_guessed"),
    *("next_action", "next_at", "spent", "opened_at", "closed_at", "version"),
)
