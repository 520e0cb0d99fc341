"""/api/v1/deals/…: people, colleagues, products, competitors, costs and proposals of a deal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Router, Schema
from pydantic import ConfigDict, Field

from krug.access.api_types import Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.scopes import seen_among
from krug.catalog.queries import reach_product
from krug.customers.queries import reach_person
from krug.sales import actions
from krug.sales.api import EDIT, SEE, ColleagueOut, CustomerOut, Money, Text
from krug.sales.data import LineData
from krug.sales.models import Deal
from krug.sales.queries import reach as find
from krug.sales.words import Part

router = Router(tags=["deals"])
Quantity = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
Spent = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class ParticipantOut(Schema):
    """`person` null: the reader does not see the card."""

    person: CustomerOut | None
    part: str
    note: str


class DealLineOut(Schema):
    product: UUID | None
    name: str
    quantity: Decimal
    price: Decimal
    discount: Decimal


class CompetitorOut(Schema):
    name: str
    note: str


class CostOut(Schema):
    resource: str
    quantity: Decimal
    amount: Decimal
    note: str
    at: datetime


class ProposalOut(Schema):
    uid: UUID
    number: int
    amount: Decimal | None
    currency: str
    note: str
    sent_at: datetime | None
    valid_until: date | None
    opened_at: datetime | None
    opens: int
    reply: str
    reply_text: str
    replied_at: datetime | None


class PartsOut(Schema):
    people: list[ParticipantOut]
    helpers: list[ColleagueOut]
    lines: list[DealLineOut]
    competitors: list[CompetitorOut]
    costs: list[CostOut]
    proposals: list[ProposalOut]


class ParticipantIn(Schema):
    model_config = ConfigDict(extra="forbid")

    person: UUID
    part: Literal[tuple(Part.values)] = ""  # type: ignore[valid-type]
    note: Text = ""


class WhoIn(Schema):
    model_config = ConfigDict(extra="forbid")

    person: UUID


class HelpersIn(Schema):
    model_config = ConfigDict(extra="forbid")

    helpers: Annotated[list[UUID], Field(max_length=50)]


class LineIn(Schema):
    """Of a product of the catalogue, or of a name."""

    model_config = ConfigDict(extra="forbid")

    product: UUID | None = None
    name: Annotated[str, Field(max_length=300)] = ""
    quantity: Quantity = Decimal(1)
    price: Money = Decimal(0)
    discount: Percent = Decimal(0)


class LinesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[LineIn], Field(max_length=500)]


class CompetitorIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=120)]
    note: Text = ""


class NameIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=120)]


class CostIn(Schema):
    """`amount` left out: by the method's price of the resource."""

    model_config = ConfigDict(extra="forbid")

    resource: Literal["calculations", "references", "hours", "visits", "calls", "money"]
    quantity: Spent
    amount: Money | None = None
    note: Text = ""


class ProposalIn(Schema):
    """`person` left out: the deal's customer. With the deal's amount of now."""

    model_config = ConfigDict(extra="forbid")

    person: UUID | None = None
    note: Text = ""
    sent_at: Moment | None = None


@router.get("/{uuid:uid}/parts", response=PartsOut, summary="What belongs to it", url_name="deal_parts_api")
@require(SEE)
def parts(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _parts(request, find.reach_deal(request.user, uid))


@router.put(
    "/{uuid:uid}/people", response=PartsOut, summary="Somebody takes part", url_name="deal_people_api"
)
@require(EDIT)
def person(request: SignedInRequest, uid: UUID, given: ParticipantIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    who = find.named("person", reach_person, request.user, given.person)
    actions.set_participant(request.user, deal, who, given.part, given.note)
    return _parts(request, deal)


@router.post(
    "/{uuid:uid}/people/remove",
    response=PartsOut,
    summary="Takes part no more",
    url_name="deal_no_person_api",
)
@require(EDIT)
def no_person(request: SignedInRequest, uid: UUID, given: WhoIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    who = find.named("person", reach_person, request.user, given.person)
    actions.remove_participant(request.user, deal, who)
    return _parts(request, deal)


@router.put("/{uuid:uid}/helpers", response=PartsOut, summary="Who sells it too", url_name="deal_helpers_api")
@require(EDIT)
def helpers(request: SignedInRequest, uid: UUID, given: HelpersIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    users = [find.named("helpers", find.colleague, request.user, one) for one in given.helpers]
    actions.set_helpers(request.user, deal, users)
    return _parts(request, deal)


@router.put("/{uuid:uid}/lines", response=PartsOut, summary="Its products", url_name="deal_lines_api")
@require(EDIT)
def lines(request: SignedInRequest, uid: UUID, given: LinesIn) -> dict[str, Any]:
    """Exactly these. A discount above what the method allows is refused."""
    deal = find.reach_deal(request.user, uid)
    rows = [
        LineData(
            name=it.name,
            product=find.named("product", reach_product, request.user, it.product).pk if it.product else None,
            quantity=it.quantity,
            price=it.price,
            discount=it.discount,
        )
        for it in given.lines
    ]
    actions.set_lines(request.user, deal, rows)
    return _parts(request, deal)


@router.put(
    "/{uuid:uid}/competitors", response=PartsOut, summary="Who else wants it", url_name="deal_competitors_api"
)
@require(EDIT)
def competitor(request: SignedInRequest, uid: UUID, given: CompetitorIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    actions.set_competitor(request.user, deal, given.name, given.note)
    return _parts(request, deal)


@router.post(
    "/{uuid:uid}/competitors/remove",
    response=PartsOut,
    summary="Wants it no more",
    url_name="deal_no_competitor_api",
)
@require(EDIT)
def no_competitor(request: SignedInRequest, uid: UUID, given: NameIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    actions.remove_competitor(request.user, deal, given.name)
    return _parts(request, deal)


@router.post("/{uuid:uid}/costs", response=PartsOut, summary="Something was spent", url_name="deal_costs_api")
@require(EDIT)
def spend(request: SignedInRequest, uid: UUID, given: CostIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    actions.spend(request.user, deal, given.resource, given.quantity, given.amount, given.note)
    return _parts(request, deal)


@router.post(
    "/{uuid:uid}/proposals", response=PartsOut, summary="A proposal went out", url_name="deal_proposals_api"
)
@require(EDIT)
def propose(request: SignedInRequest, uid: UUID, given: ProposalIn) -> dict[str, Any]:
    deal = find.reach_deal(request.user, uid)
    who = find.named("person", reach_person, request.user, given.person) if given.person else None
    actions.send_proposal(request.user, deal, who, given.note, given.sent_at)
    return _parts(request, deal)


def _parts(request: SignedInRequest, deal: Deal) -> dict[str, Any]:
    taking = list(deal.participants.select_related("person__canonical").order_by("id"))
    people = [one.person.canonical or one.person for one in taking]
    seen = seen_among(request.user, "person", {one.pk for one in people})
    return {
        "people": [
            {
                "person": CustomerOut(uid=who.uid, name=who.full_name) if who.pk in seen else None,
                "part": one.part,
                "note": one.note if who.pk in seen else "",
            }
            for one, who in zip(taking, people, strict=True)
        ],
        "helpers": [one.user for one in deal.helpers.select_related("user").order_by("id")],
        "lines": [
            DealLineOut(
                product=line.product.uid if line.product else None,
                **{name: getattr(line, name) for name in ("name", "quantity", "price", "discount")},
            )
            for line in deal.lines.select_related("product").order_by("id")
        ],
        "competitors": list(deal.competitors.order_by("id")),
        "costs": list(deal.costs.order_by("at", "id")),
        "proposals": list(deal.proposals.order_by("number")),
    }
