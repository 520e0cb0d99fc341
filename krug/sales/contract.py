"""A sales method as an executable contract: stages, checkpoints with their evidence, limits, rules. Pure.

Stored as the JSON of these models with SCHEMA beside it; what does not validate is never stored. Stages and
checkpoints are known by codes, which stay the same from version to version.
"""

import re
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from krug.sales.words import Coarse
from krug.site import writing

SCHEMA = 1
MOST_STAGES = 15
MOST_CHECKPOINTS = 20


def _plain(value: Any) -> Any:
    """What people type, in one line: a file may bring what no keyboard writes."""
    return writing.text(value) if isinstance(value, str) else value


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(_plain)]
Long = Annotated[str, Field(max_length=500), BeforeValidator(_plain)]
Hours = Annotated[int, Field(ge=1, le=5000)]
"""Working hours."""
Times = Annotated[int, Field(ge=1, le=50)]
Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Resource = Literal["visits", "calls", "calculations", "references", "hours", "discount"]
Who = Literal["seller", "manager", "head"]
"""Who may: the seller himself, whoever leads him, or the head of the unit alone. Each includes the next."""


def _wrong(code: str, place: str = "") -> PydanticCustomError:
    """What is wrong with a whole; `place`: the path of the part of it that is to blame."""
    return PydanticCustomError(code, code, {"place": place})


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Met(Part):
    """So many visits where somebody of the customer was met."""

    kind: Literal["met"] = "met"
    times: Times = 1


class Called(Part):
    """So many calls that were answered, either way."""

    kind: Literal["called"] = "called"
    times: Times = 1


class Replied(Part):
    """The customer wrote to us or answered a letter."""

    kind: Literal["replied"] = "replied"


class NeedRecorded(Part):
    """What the customer needs is written on the deal."""

    kind: Literal["need"] = "need"


class DeciderKnown(Part):
    """Somebody of the customer's people is known to decide; `met`: and was met or spoken to."""

    kind: Literal["decider"] = "decider"
    met: bool = False


class Priced(Part):
    """The deal has an amount; `products`: and at least one product."""

    kind: Literal["priced"] = "priced"
    products: bool = False


class ProposalSent(Part):
    """A proposal went to the customer."""

    kind: Literal["proposal"] = "proposal"


class Reference(Part):
    """The customer was taken to see it at work."""

    kind: Literal["reference"] = "reference"


class QuestionsAgreed(Part):
    """Sales and marketing have agreed the six questions of each product in the deal (A1)."""

    kind: Literal["questions"] = "questions"


class ByHand(Part):
    """Somebody confirms it; `document`: and names the paper that shows it."""

    kind: Literal["by_hand"] = "by_hand"
    document: bool = False


Evidence = Annotated[
    Met
    | Called
    | Replied
    | NeedRecorded
    | DeciderKnown
    | Priced
    | ProposalSent
    | Reference
    | QuestionsAgreed
    | ByHand,
    Field(discriminator="kind"),
]


class Skip(Part):
    """The checkpoint may be left out: by whom, and at what price to the deal."""

    who: Who = "manager"
    price: Money = Decimal(0)


class Checkpoint(Part):
    """`within`: working hours since the deal came to the stage. `skip` None: it may never be left out."""

    code: Code
    name: Name
    evidence: Evidence
    required: bool = True
    within: Hours | None = None
    skip: Skip | None = None
    hint: Long = ""


class Stage(Part):
    """`limit`: working hours a deal may stay. `quiet`: days with no word exchanged before it counts."""

    code: Code
    name: Name
    coarse: Literal[tuple(word.value for word in Coarse)]  # type: ignore[valid-type]
    checkpoints: Annotated[tuple[Checkpoint, ...], Field(max_length=MOST_CHECKPOINTS)] = ()
    limit: Hours | None = None
    quiet: Annotated[int, Field(ge=1, le=365)] | None = None
    chance: Annotated[int, Field(ge=0, le=100)] | None = None
    """Of being won, in percent, as the method expects it; the model learns its own."""
    hint: Long = ""


class Limit(Part):
    """What a deal may cost: so much of a resource, and the price of one. Of discounts: percent, no price."""

    resource: Resource
    most: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
    price: Money = Decimal(0)


ZONE = r"^([A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2}|UTC)$"
"""«Region/City»: names of a machine's own, such as localtime, mean something else on the next one."""


def _of_the_wall(value: time) -> time:
    """Hours are of the method's zone, whatever zone they were written with."""
    if value.tzinfo is not None:
        raise _wrong("time_parsing")
    return value


Day = Annotated[int, Field(ge=1, le=7)]
OnWall = Annotated[time, AfterValidator(_of_the_wall)]


class WorkingTime(Part):
    """Days 1–7 from Monday, from and to on each, in the zone of the unit."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = (1, 2, 3, 4, 5)
    since: OnWall = time(9)
    until: OnWall = time(18)
    zone: Annotated[str, Field(max_length=40)] = "Europe/Moscow"

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        if self.since >= self.until:
            raise _wrong("ends_before_it_begins")
        if not re.match(ZONE, self.zone):
            raise _wrong("unknown_zone", "zone")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise _wrong("unknown_zone", "zone") from error
        return self


class Share(Part):
    """Of a won deal's amount so much percent goes to whom."""

    whom: Literal["registered", "owner", "helper", "leader"]
    percent: Percent


class Stop(Part):
    """The stop sign: spent and expected cost are more than this part of the expected value, in percent."""

    percent: Annotated[int, Field(ge=1, le=1000)] = 100
    who: Who = "manager"
    """Who may let a deal go on in spite of it, with a reason."""


MOST_SHARED = Decimal(100)


class Contract(Part):
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=MOST_STAGES)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "RUB"
    limits: Annotated[tuple[Limit, ...], Field(max_length=10)] = ()
    working: WorkingTime = WorkingTime()
    commission: Annotated[tuple[Share, ...], Field(max_length=8)] = ()
    stop: Stop = Stop()
    step_back: Who = "seller"
    """Who may put a deal back to an earlier stage."""
    second_person: Money | None = None
    """From this amount on a second colleague takes part."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for places in (
            {f"stages/{at}/code": stage.code for at, stage in enumerate(self.stages)},
            {
                f"stages/{at}/checkpoints/{number}/code": point.code
                for at, stage in enumerate(self.stages)
                for number, point in enumerate(stage.checkpoints)
            },
            {f"limits/{at}/resource": limit.resource for at, limit in enumerate(self.limits)},
            {f"commission/{at}/whom": share.whom for at, share in enumerate(self.commission)},
        ):
            seen = set[str]()
            for place, code in places.items():
                if code in seen:
                    raise _wrong("twice", place)
                seen.add(code)
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        order = [list(Coarse).index(Coarse(stage.coarse)) for stage in self.stages]
        for at, (before, here) in enumerate(pairwise(order), 1):
            if here < before:
                raise _wrong("out_of_order", f"stages/{at}/coarse")
        if sum(share.percent for share in self.commission) > MOST_SHARED:
            raise _wrong("too_much", f"commission/{len(self.commission) - 1}/percent")
        return self

    def checkpoints(self) -> Iterator[tuple[Stage, Checkpoint]]:
        """In the order of the path."""
        for stage in self.stages:
            for point in stage.checkpoints:
                yield stage, point

    def stage(self, code: str) -> Stage:
        return self.stages[self.place(code)]

    def place(self, code: str) -> int:
        """Which stage on the path, from 0. Raises KeyError."""
        for place, stage in enumerate(self.stages):
            if stage.code == code:
                return place
        raise KeyError(code)

    def checkpoint(self, code: str) -> tuple[Stage, Checkpoint]:
        for stage, point in self.checkpoints():
            if point.code == code:
                return stage, point
        raise KeyError(code)

    def limit(self, resource: str) -> Limit | None:
        return next((limit for limit in self.limits if limit.resource == resource), None)


def read(stored: Any) -> Contract:
    return Contract.model_validate(stored)
