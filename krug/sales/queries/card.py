"""Everything of one deal for its card, in some two dozen queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import seen_among
from krug.customers.models import Organisation, Person
from krug.sales import working
from krug.sales.actions.signs import weights
from krug.sales.conforming import Alignment, aligned
from krug.sales.contract import ByHand, Checkpoint, Contract, Stage
from krug.sales.deviating import Course
from krug.sales.facts import course_of
from krug.sales.judging import Clock, Effort, Step, clock, effort, in_the_way, open_at_the_end, path
from krug.sales.leading import rank_of
from krug.sales.models import (
    Closing,
    Competitor,
    Cost,
    Deal,
    DealDeviation,
    Line,
    Participant,
    Passing,
    Pause,
    Proposal,
    Skipping,
)
from krug.sales.queries.journal import Journal, journal_of
from krug.sales.queries.reach import standing_organisation, standing_person
from krug.sales.queries.stops import Stopped, stopped
from krug.sales.rules import reaches
from krug.sales.stopping import Weighed
from krug.sales.words import Outcome
from krug.site.clock import moment
from krug.touches.queries import by_ids
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb


@dataclass(frozen=True, slots=True)
class Seen:
    """A touch that proves something. `person` None: the viewer does not see whose it is."""

    touch: StoredTouch
    person: Person | None

    @property
    def at(self) -> datetime:
        return moment(self.touch.at)

    @property
    def verb(self) -> Verb:
        return self.touch.verb


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint on the card. `left`: working hours, below zero: late; None: it has no hours of its own.

    `asked`: left out or waiting to be; `answers`: the viewer may allow or refuse it; `takes_back`: he asked.
    """

    step: Step
    passing: Passing | None
    touches: Sequence[Seen]
    asked: Skipping | None
    left: float | None
    can_confirm: bool
    can_unconfirm: bool
    can_skip: bool
    skips_himself: bool
    answers: bool
    takes_back: bool

    @property
    def point(self) -> Checkpoint:
        return self.step.point

    @property
    def state(self) -> str:
        """passed, skipped, waiting, late or open."""
        if self.step.proof:
            return "passed"
        if self.step.skipped:
            return "skipped"
        if self.asked:
            return "waiting"
        return "late" if self.left is not None and self.left < 0 else "open"

    @property
    def by_hand(self) -> bool:
        return isinstance(self.point.evidence, ByHand)


@dataclass(frozen=True, slots=True)
class StageShown:
    """`state`: done, here or ahead. `missing`: what stands between the deal and it."""

    stage: Stage
    state: str
    points: Sequence[Point]
    missing: Sequence[Step]

    @property
    def passed(self) -> int:
        return sum(one.step.done for one in self.points)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one resource has cost so far against what the method allows. `share` 0…; None: no limit."""

    resource: str
    quantity: Decimal
    most: Decimal | None
    amount: Decimal

    @property
    def share(self) -> float | None:
        return float(self.quantity / self.most) if self.most else None

    @property
    def over(self) -> bool:
        return self.most is not None and self.quantity > self.most


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody who takes part, as he stands now. `seen`: the viewer may open his card."""

    row: Participant
    standing: Person
    seen: bool


@dataclass(frozen=True, slots=True)
class DealCard:
    deal: Deal
    contract: Contract
    course: Course
    stages: Sequence[StageShown]
    clock: Clock | None
    paused: Pause | None
    person: Person | None
    organisation: Organisation | None
    seen_person: bool
    seen_organisation: bool
    participants: Sequence[Taking]
    helpers: Sequence[User]
    lines: Sequence[Line]
    competitors: Sequence[Competitor]
    costs: Sequence[Cost]
    spent: Sequence[Spent]
    proposals: Sequence[Proposal]
    deviations: Sequence[DealDeviation]
    closing: Closing | None
    effort: Effort
    journal: Journal
    editable: bool
    rank: str
    missing_to_win: Sequence[Step]
    stop: Stopped | None
    fit: Alignment
    weighed: Weighed | None
    """Costs against likely income; None: there is nothing to weigh by."""

    @property
    def is_open(self) -> bool:
        return self.deal.outcome == Outcome.OPEN

    @property
    def here(self) -> StageShown:
        return next(one for one in self.stages if one.state == "here")

    @property
    def following(self) -> StageShown | None:
        """The next stage on the path."""
        at = self.contract.place(self.deal.stage) + 1
        return self.stages[at] if at < len(self.stages) else None

    @property
    def may_put_back(self) -> bool:
        return reaches(self.rank, self.contract.step_back)  # type: ignore[arg-type]

    @property
    def may_hand_over(self) -> bool:
        return reaches(self.rank, "manager")  # type: ignore[arg-type]

    @property
    def discount(self) -> Decimal | None:
        limit = self.contract.limit("discount")
        return limit.most if limit else None

    @property
    def offered(self) -> Decimal:
        """What its products cost with their discounts."""
        total = sum(
            (line.price * line.quantity * (100 - line.discount) / 100 for line in self.lines), Decimal(0)
        )
        return total.quantize(Decimal("0.01"))


def deal_card(viewer: User, deal: Deal, now: datetime) -> DealCard:
    course = course_of(deal, now)
    contract = course.contract
    open_now = deal.outcome == Outcome.OPEN
    editable = may(viewer, Permission.EDIT_DEALS)
    held = rank_of(viewer, deal)
    participants = list(deal.participants.select_related("person__canonical").order_by("pk"))
    person, organisation = standing_person(deal), standing_organisation(deal)
    standing = {one.pk: one.person.canonical or one.person for one in participants}
    people = {one.pk for one in standing.values()} | ({person.pk} if person else set())
    places = {organisation.pk} if organisation else set()
    seen = seen_among(viewer, "person", people)
    costs = list(deal.costs.select_related("author").order_by("-pk"))
    return DealCard(
        deal=deal,
        contract=contract,
        course=course,
        stages=_stages(viewer, deal, course, held if editable and open_now else "", now),
        clock=clock(contract, course.facts, now) if open_now else None,
        paused=deal.pauses.filter(until=None).select_related("author").first() if open_now else None,
        person=person,
        organisation=organisation,
        seen_person=bool(person and person.pk in seen),
        seen_organisation=bool(places & seen_among(viewer, "organisation", places)),
        participants=[Taking(one, standing[one.pk], standing[one.pk].pk in seen) for one in participants],
        helpers=[one.user for one in deal.helpers.select_related("user").order_by("user__name")],
        lines=list(deal.lines.select_related("product__parent").order_by("pk")),
        competitors=list(deal.competitors.order_by("name")),
        costs=costs,
        spent=_spent(contract, course, costs),
        proposals=list(deal.proposals.select_related("person__canonical", "author").order_by("-number")),
        deviations=list(deal.deviations.filter(gone_at=None).select_related("staff").order_by("-at", "-pk")),
        closing=None if open_now else deal.closings.filter(reopened_at=None).select_related("author").first(),
        effort=effort(contract, course.facts, course.proven, deal.spent, deal.closed_at or now),
        journal=journal_of(deal),
        editable=editable,
        rank=held,
        missing_to_win=open_at_the_end(contract, course.facts, course.proven),
        stop=stopped(deal, viewer, reaches(held, contract.stop.who)) if open_now else None,
        fit=aligned(course),
        weighed=weights([deal], {deal.pk: course})[deal.pk] if open_now else None,
    )


def _stages(viewer: User, deal: Deal, course: Course, held: str, now: datetime) -> list[StageShown]:
    """`held`: what the viewer is to the deal, "" where nobody may change anything."""
    points = defaultdict[str, list[Point]](list)
    passings = {one.checkpoint: one for one in deal.passings.select_related("author")}
    asked = {one.checkpoint: one for one in deal.skippings.select_related("author", "approver")}
    touches = _proving(viewer, course)
    for step in path(course.contract, course.facts, course.proven):
        code = step.point.code
        shown = _point(step, passings.get(code), asked.get(code), touches, held, viewer, course, now)
        points[step.stage.code].append(shown)
    here = course.contract.place(deal.stage)
    return [
        StageShown(
            stage,
            "done" if place < here else "here" if place == here else "ahead",
            points[stage.code],
            in_the_way(course.contract, course.facts, course.proven, stage.code) if place > here else (),
        )
        for place, stage in enumerate(course.contract.stages)
    ]


def _point(
    step: Step,
    passing: Passing | None,
    asked: Skipping | None,
    touches: Mapping[UUID, Seen],
    held: str,
    viewer: User,
    course: Course,
    now: datetime,
) -> Point:
    point, waits = step.point, asked is not None and asked.approved_at is None
    who = point.skip.who if point.skip else None
    enough = bool(held and who and reaches(held, who))  # type: ignore[arg-type]
    ids = step.proof.touches if step.proof else ()
    return Point(
        step=step,
        passing=passing,
        touches=[touches[id] for id in ids if id in touches],
        asked=asked,
        left=_left(step, course, now),
        can_confirm=bool(held and isinstance(point.evidence, ByHand) and step.proof is None),
        can_unconfirm=bool(held and isinstance(point.evidence, ByHand) and step.proof),
        can_skip=bool(held and point.skip and not step.done and asked is None),
        skips_himself=enough,
        answers=waits and enough,
        takes_back=bool(waits and held and asked and asked.author_id == viewer.pk),
    )


def _proving(viewer: User, course: Course) -> dict[UUID, Seen]:
    ids = {id for proof in course.proven.values() for id in proof.touches}
    if not ids:
        return {}
    whose = {word.id: word.person for word in course.facts.words if word.id in ids}
    people = Person.objects.in_bulk(
        seen_among(viewer, "person", {person for person in whose.values() if person is not None})
    )
    return {id: Seen(touch, people.get(whose.get(id) or 0)) for id, touch in by_ids(ids).items()}


def _left(step: Step, course: Course, now: datetime) -> float | None:
    entered = course.facts.entered.get(step.stage.code)
    if step.done or step.point.within is None or entered is None or course.closed_at:
        return None
    used = working.elapsed(course.contract.working, entered, now, course.facts.pauses)
    return float(step.point.within - used / working.HOUR)


def _spent(contract: Contract, course: Course, costs: Sequence[Cost]) -> list[Spent]:
    """Resources that the method limits, and those that something was spent of."""
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for cost in costs:
        amounts[cost.resource] += cost.amount
    limits = {it.resource: it.most for it in contract.limits if it.resource != "discount"}
    names = [*limits, *(name for name in course.facts.spent if name not in limits)]
    return [
        Spent(str(name), course.facts.spent.get(name, Decimal(0)), limits.get(name), amounts[name])  # type: ignore[call-overload]
        for name in names
    ]
