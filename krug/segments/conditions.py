"""What a segment asks of a person or an organisation: typed parts, put together by all, any or none, nested
once. Pure.

Stored as the JSON of these models with SCHEMA beside it; what does not validate is never stored.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from krug.touches.words import VERBS

SCHEMA = 1
MOST_PARTS = 20
Short = Annotated[str, Field(max_length=300)]
Days = Annotated[int, Field(ge=1, le=3660)] | None
"""Within the last so many days; None: ever."""
Times = Annotated[int, Field(ge=1, le=100_000)] | None
Money = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=2)] | None
Number = Annotated[Decimal, Field(max_digits=16, decimal_places=4)] | None
Mode = Literal["all", "any", "none"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Profile(Part):
    """A field of the card is one of the values. Of a survivor's territories each counts.

    `organisation_kind`: of an organisation its own, of a person that of his main one. `parent`: the uid of
    what the organisation is a part of.
    """

    kind: Literal["profile"] = "profile"
    field: Literal["klass", "specialty", "city", "territory", "organisation_kind", "worth", "parent"]
    values: Annotated[tuple[Short, ...], Field(min_length=1, max_length=100)]
    but_not: bool = False

    @model_validator(mode="after")
    def _uids(self) -> Self:
        if self.field == "parent" and any(str(UUID(value)) != value for value in self.values):
            raise ValueError("values")
        return self


class Reachable(Part):
    """Whether there is a phone or an e-mail on the card, or on one merged into it."""

    kind: Literal["reachable"] = "reachable"
    by: Literal["phone", "email"]
    but_not: bool = False


class Touched(Part):
    """So many touches of a verb (empty: of any), about something, in the last days.

    `about`: the object's id as touches hold it, or the name of what was done. `did` False: not one of them.
    """

    kind: Literal["touched"] = "touched"
    did: bool = True
    verb: str = ""
    about: Short = ""
    at_least: Times = None
    at_most: Times = None
    days: Days = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.verb and self.verb not in VERBS:
            raise ValueError("verb")
        if self.at_least and self.at_most and self.at_least > self.at_most:
            raise ValueError("at_most")
        return self


class Bought(Part):
    """Purchases less refunds of one currency: at least a sum, or below one (who bought nothing too)."""

    kind: Literal["bought"] = "bought"
    at_least: Money = None
    below: Money = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "RUB"
    days: Days = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.below is None):
            raise ValueError("at_least")
        return self


class Answered(Part):
    """His last answer to a question of a deck's slides. `deck`: its id; `slide`: its key, empty: any."""

    kind: Literal["answered"] = "answered"
    deck: int
    slide: Short = ""
    question: Annotated[str, Field(min_length=1, max_length=300)]
    compare: Literal["is", "is_not", "at_least", "at_most"] = "is"
    value: Annotated[str, Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _numbers(self) -> Self:
        if self.compare in ("at_least", "at_most"):
            float(self.value)
        return self


class Slide(Part):
    """What he made of a deck's slide (empty: of any of them), in whatever version. Of reactions the last."""

    kind: Literal["slide"] = "slide"
    did: Literal["seen", "liked", "disliked"]
    deck: int
    slide: Short = ""
    days: Days = None
    but_not: bool = False


class Last(Part):
    """His last touch (of a verb) was longer ago than so many days. Who never had any is not meant."""

    kind: Literal["last"] = "last"
    verb: str = ""
    days: Annotated[int, Field(ge=1, le=3660)]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.verb and self.verb not in VERBS:
            raise ValueError("verb")
        return self


class Named(Part):
    """The name has this inside. Letters large and small are alike, ё is е."""

    kind: Literal["named"] = "named"
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
    but_not: bool = False


class People(Part):
    """At least so many work there now, of a segment of persons, with that part in its decisions (empty: any).

    `but_not`: fewer than that.
    """

    kind: Literal["people"] = "people"
    at_least: Annotated[int, Field(ge=1, le=100_000)] = 1
    segment: UUID | None = None
    part: Literal["", "decides", "influences", "uses", "blocks"] = ""
    but_not: bool = False


class InSegment(Part):
    kind: Literal["segment"] = "segment"
    segment: UUID
    but_not: bool = False


class Consented(Part):
    """What counts of his word about a purpose (its code), as the card says it; nothing: never asked."""

    kind: Literal["consented"] = "consented"
    purpose: Annotated[str, Field(min_length=1, max_length=30)]
    said: Literal["given", "withdrawn", "nothing"] = "given"


class Filled(Part):
    how: Literal["filled"] = "filled"


class Chosen(Part):
    """One of these stands in the list; options by their keys."""

    how: Literal["chosen"] = "chosen"
    options: Annotated[tuple[Short, ...], Field(min_length=1, max_length=100)]


class Yes(Part):
    """He has that answer: who has none is neither."""

    how: Literal["yes"] = "yes"
    yes: bool = True


class Between(Part):
    """A number or a sum; both ends are in it."""

    how: Literal["between"] = "between"
    at_least: Number = None
    at_most: Number = None

    @model_validator(mode="after")
    def _bound(self) -> Self:
        _demand_order(self.at_least, self.at_most, "at_least", "at_most")
        return self


class Dated(Part):
    """A day; both ends are in it."""

    how: Literal["dated"] = "dated"
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _bound(self) -> Self:
        _demand_order(self.since, self.until, "since", "until")
        return self


class Near(Part):
    """A day as seen from today: in the last or next days (today is in both), longer ago than that, or (a
    birthday) one whose day comes round in the next days.
    """

    how: Literal["near"] = "near"
    when: Literal["last", "next", "before", "round"]
    days: Annotated[int, Field(ge=0, le=36_600)]


class Written(Part):
    """A text is this one, or has it inside. Letters large and small are alike, ё is е."""

    how: Literal["written"] = "written"
    match: Literal["is", "contains"] = "contains"
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]


OwnTest = Filled | Chosen | Yes | Between | Dated | Near | Written


class Own(Part):
    """What he has in an own field (its key); `own.FITS` says what may be asked of which type.

    Who has nothing there is meant by no test but «not filled», «not this text», «none of these».
    """

    kind: Literal["own"] = "own"
    field: Annotated[str, Field(min_length=1, max_length=40)]
    test: Annotated[OwnTest, Field(discriminator="how")]
    but_not: bool = False

    @model_validator(mode="after")
    def _said_plainly(self) -> Self:
        if self.but_not and not isinstance(self.test, Filled | Chosen | Written):
            raise ValueError("but_not")
        return self


def _demand_order(low: Any, high: Any, first: str, last: str) -> None:
    if low is None and high is None:
        raise ValueError(first)
    if low is not None and high is not None and low > high:
        raise ValueError(last)


OfPlace = Profile | Named | Touched | Bought | Last | Own | People | InSegment


class WorksAt(Part):
    """Works, in his main place or another, at an organisation of which `that` holds."""

    kind: Literal["works_at"] = "works_at"
    that: Annotated[OfPlace, Field(discriminator="kind")]


Single = (
    Profile
    | Reachable
    | Touched
    | Bought
    | Answered
    | Slide
    | Last
    | Consented
    | Own
    | InSegment
    | Named
    | People
    | WorksAt
)
OneOf = Annotated[Single, Field(discriminator="kind")]
PROFILE: Mapping[str, tuple[str, ...]] = {
    "person": ("klass", "specialty", "city", "territory", "organisation_kind", "worth"),
    "organisation": ("klass", "city", "territory", "organisation_kind", "parent"),
}
"""Fields of the card that may be asked of, by kind."""
_PARTS: Mapping[str, tuple[type[Part], ...]] = {
    "person": (
        Profile,
        Reachable,
        Touched,
        Bought,
        Answered,
        Slide,
        Last,
        Consented,
        Own,
        InSegment,
        WorksAt,
    ),
    "organisation": (Profile, Named, Touched, Bought, Last, Own, People, InSegment),
}


class Group(Part):
    """Parts of their own, put together by their own word."""

    kind: Literal["group"] = "group"
    mode: Mode = "any"
    parts: Annotated[tuple[OneOf, ...], Field(max_length=MOST_PARTS)] = ()


class Condition(Part):
    """The whole. Without parts: everybody."""

    mode: Mode = "all"
    parts: Annotated[
        tuple[Annotated[Single | Group, Field(discriminator="kind")], ...], Field(max_length=MOST_PARTS)
    ] = ()


def singles(condition: Condition) -> Iterator[Single]:
    for part in condition.parts:
        if isinstance(part, Group):
            yield from part.parts
        else:
            yield part


class Asked(NamedTuple):
    """A condition and of what it is asked."""

    kind: str
    condition: Condition


class PartOf(NamedTuple):
    """A part and of what that is asked: `works_at` asks something of organisations."""

    kind: str
    part: Single


def parts_of(asked: Asked) -> Iterator[PartOf]:
    for part in singles(asked.condition):
        yield PartOf(asked.kind, part)
        if isinstance(part, WorksAt):
            yield PartOf("organisation", part.that)


def fits(kind: str, part: Single) -> bool:
    """Whether it may be asked of such rows at all."""
    if isinstance(part, Profile) and part.field not in PROFILE[kind]:
        return False
    return isinstance(part, _PARTS[kind])


def named_as(asked: Asked) -> set[tuple[UUID, str]]:
    """The segments it speaks of, with the kind that each must be of."""
    found: set[tuple[UUID, str]] = set()
    for kind, part in parts_of(asked):
        if isinstance(part, InSegment):
            found.add((part.segment, kind))
        elif isinstance(part, People) and part.segment:
            found.add((part.segment, "person"))
    return found


def named(asked: Asked) -> set[UUID]:
    """The segments it speaks of."""
    return {uid for uid, _kind in named_as(asked)}


def owns(asked: Asked) -> Iterator[tuple[str, Own]]:
    """What it asks of own fields, and of whose."""
    return ((kind, part) for kind, part in parts_of(asked) if isinstance(part, Own))


def by_day(asked: Asked) -> bool:
    """Whether another day alone changes who is meant."""
    return any(isinstance(part.test, Near) for _kind, part in owns(asked))


def windows(asked: Asked) -> set[tuple[str, int]]:
    """(whose touches, days) after which a touch that counted does so no more: time alone changes who is
    meant.
    """
    return {
        (kind, part.days)
        for kind, part in parts_of(asked)
        if isinstance(part, Touched | Bought | Slide | Last) and part.days
    }
