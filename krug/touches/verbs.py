"""What each verb's `data` may hold. A field is added at the end and optional: old touches stay readable.

Fields marked PERSONAL hold words of or about a person: erasure empties them, the rest of the touch stays.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import pgettext_lazy
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr

from krug.touches.words import Verb

PERSONAL = "personal"
Short = Annotated[str, Field(max_length=300)]
PersonalShort = Annotated[str | None, Field(max_length=300), PERSONAL]
PersonalLong = Annotated[str | None, Field(max_length=4000), PERSONAL]
Choices = Annotated[list[StrictStr], Field(max_length=100)]


class Data(BaseModel):
    """Unknown fields are refused, so that a misspelt one is seen at once and not years later."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="null", allow_inf_nan=False)


class Visited(Data):
    result: Literal["agreed", "interested", "neutral", "refused", "not_met"]
    next_step: PersonalShort = None


class Shown(Data):
    number: Annotated[int, Field(ge=1)]
    order: Annotated[int, Field(ge=1)]
    exit: bool = False
    rule: Annotated[int, Field(ge=1)]


class Reacted(Data):
    pass


class Answered(Data):
    slide: Short
    question: Short
    kind: Literal["choice", "slider", "rating", "text"]
    value: Annotated[StrictInt | StrictFloat | StrictStr | Choices, PERSONAL]
    text: PersonalLong = None


class Noted(Data):
    text: Annotated[str, Field(max_length=4000), PERSONAL]


class Called(Data):
    result: Literal["answered", "missed", "busy", "refused"] | None = None
    summary: PersonalLong = None


class Written(Data):
    subject: PersonalShort = None
    text: PersonalLong = None


class Delivered(Data):
    subject: Short | None = None


class Opened(Data):
    subject: Short | None = None


class Clicked(Data):
    address: Annotated[str, Field(max_length=2000)]
    label: Short | None = None


class Viewed(Data):
    address: Annotated[str, Field(max_length=2000)]
    title: Short | None = None


class Purchased(Data):
    number: Short | None = None
    items: Annotated[int, Field(ge=0)] | None = None


class Refunded(Data):
    number: Short | None = None
    reason: PersonalShort = None


class Booked(Data):
    what: Short
    starts_at: Annotated[int, Field(gt=0)] | None = None


class Complained(Data):
    topic: Short
    text: PersonalLong = None


class Signalled(Data):
    """A thing said something by itself: a connected product, a sensor."""

    name: Short
    value: StrictInt | StrictFloat | StrictStr | None = None


class Acted(Data):
    """A person did something that has no verb of its own; `name` is what the site or program calls it."""

    name: Short
    value: StrictInt | StrictFloat | StrictStr | None = None


DATA: dict[Verb, type[Data]] = {
    Verb.VISITED: Visited,
    Verb.SHOWN: Shown,
    Verb.REACTED: Reacted,
    Verb.ANSWERED: Answered,
    Verb.NOTED: Noted,
    Verb.CALLED: Called,
    Verb.WRITTEN: Written,
    Verb.DELIVERED: Delivered,
    Verb.OPENED: Opened,
    Verb.CLICKED: Clicked,
    Verb.VIEWED: Viewed,
    Verb.PURCHASED: Purchased,
    Verb.REFUNDED: Refunded,
    Verb.BOOKED: Booked,
    Verb.COMPLAINED: Complained,
    Verb.SIGNALLED: Signalled,
    Verb.ACTED: Acted,
}

# What a touch of this verb must be about.
OBJECTS: dict[Verb, str] = {Verb.VISITED: "visit", Verb.SHOWN: "slide", Verb.ANSWERED: "question"}

FIELD_NAMES: dict[str, Any] = {
    "address": pgettext_lazy("touch", "Address"),
    "exit": pgettext_lazy("touch", "Last slide shown"),
    "items": pgettext_lazy("touch", "Items"),
    "kind": pgettext_lazy("touch", "Kind"),
    "label": pgettext_lazy("touch", "Label"),
    "name": pgettext_lazy("touch", "Name"),
    "next_step": pgettext_lazy("touch", "Next step"),
    "number": pgettext_lazy("touch", "Number"),
    "order": pgettext_lazy("touch", "Order of showing"),
    "question": pgettext_lazy("touch", "Question"),
    "reason": pgettext_lazy("touch", "Reason"),
    "result": pgettext_lazy("touch", "Result"),
    "rule": pgettext_lazy("touch", "Version of the counting rule"),
    "slide": pgettext_lazy("touch", "Slide"),
    "starts_at": pgettext_lazy("touch", "Begins at"),
    "subject": pgettext_lazy("touch", "Subject"),
    "summary": pgettext_lazy("touch", "Summary"),
    "text": pgettext_lazy("touch", "Text"),
    "title": pgettext_lazy("touch", "Title"),
    "topic": pgettext_lazy("touch", "Topic"),
    "value": pgettext_lazy("touch", "Value"),
    "what": pgettext_lazy("touch", "What"),
}


def personal_fields(verb: Verb) -> frozenset[str]:
    return frozenset(name for name, field in DATA[verb].model_fields.items() if PERSONAL in field.metadata)


def without_words(verb: Verb, data: Mapping[str, Any]) -> dict[str, Any]:
    """What erasure leaves of `data`: no words of or about a person, everything that is counted.

    An answer that was chosen stays: it is a figure of the question. Of an address the part goes that may say
    who looked.
    """
    kept = {}
    personal = personal_fields(verb)
    for name, value in data.items():
        if name == "address":
            kept[name] = value.partition("?")[0].partition("#")[0]
        elif name not in personal or (name == "value" and data.get("kind") != "text"):
            kept[name] = value
        elif DATA[verb].model_fields[name].is_required():
            kept[name] = ""
    return kept
