"""Own fields on a card: the block with all of them, one shown or edited, those a new card asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from krug.access.decorators import SignedInRequest
from krug.access.errors import FieldError
from krug.access.models import User
from krug.access.rules import may
from krug.fields import shown
from krug.fields.actions.values import PREFIX
from krug.fields.kinds import Row, kind_of
from krug.fields.models import Type
from krug.fields.queries.definitions import Defined, fields_of
from krug.fields.queries.values import Shown, card_fields
from krug.fields.rules import NOTHING

CONTROLS = {
    Type.NOTE: "area",
    Type.DATE: "date",
    Type.YES: "yes",
    Type.ONE: "select",
    Type.SEVERAL: "boxes",
    Type.WHOLE: "number",
    Type.DECIMAL: "number",
    Type.MONEY: "number",
}
"""How a field is filled in; what is not named: one line of text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One own field of a card."""

    of: Defined
    words: shown.Words
    filled: bool
    edit: str

    @property
    def id(self) -> str:
        return f"own-{self.of.field.key}"

    @property
    def name(self) -> str:
        return self.of.field.name

    @property
    def asked(self) -> bool:
        """Shown among those that are filled in, though it is not."""
        return self.filled or self.of.field.required


@dataclass(frozen=True, slots=True)
class Input:
    """One own field in a form. `value`: as it was typed, keys of a list."""

    of: Defined
    name: str
    value: Any
    errors: Sequence[Any] = ()

    @property
    def control(self) -> str:
        return CONTROLS.get(Type(self.of.field.type), "line")

    @property
    def words(self) -> list[str]:
        """What may be typed into an open list, as suggestions."""
        chosen = self.value if isinstance(self.value, list) else []
        return [one.name for one in self.of.offered if one.key not in chosen] if self.of.field.open else []

    @property
    def hint(self) -> str:
        return self.of.field.hint or shown.limits(self.of.field)

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(key, name, chosen): those on offer, and what is chosen already though it is not."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [
            (one.key, one.name, one.key in chosen)
            for one in self.of.options
            if (one.offered and not self.of.field.open) or one.key in chosen
        ]


def fact(request: SignedInRequest, kind: str, row: Row, one: Shown) -> Fact:
    editable = one.of.sight == "edit" and may(request.user, kind_of(kind).edit)
    edit = reverse("own-value", args=[kind, row.uid, one.of.field.key]) if editable else ""
    return Fact(one.of, shown.words(one.of, one.held), one.held.filled, edit)


def block(request: SignedInRequest, kind: str, row: Row) -> str:
    """HTML; "" where there is no field."""
    facts = [fact(request, kind, row, one) for one in card_fields(request.user, kind, row)]
    if not facts:
        return ""
    sections: dict[str, list[Fact]] = {"": []}
    for one in facts:
        if one.asked:
            sections.setdefault(one.of.field.section, []).append(one)
    context = {
        "sections": [(name, some) for name, some in sections.items() if some],
        "others": [one for one in facts if not one.asked],
    }
    return render_to_string("fields/block.html", context, request)


def asked_inputs(
    viewer: User, kind: str, posted: QueryDict, errors: Sequence[FieldError] = ()
) -> list[Input]:
    """What a new card of his unit must say."""
    if viewer.unit_id is None:
        return []
    found = [one for one in fields_of(viewer, kind, [viewer.unit_id]) if one.field.required]
    return [
        _typed(one, posted, [error.message for error in errors if error.field == PREFIX + one.field.key])
        for one in found
        if one.sight == "edit"
    ]


def _typed(one: Defined, posted: QueryDict, errors: Sequence[Any]) -> Input:
    name = PREFIX + one.field.key
    return Input(one, name, value_of(one, name, posted), errors)


def value_of(one: Defined, name: str, posted: QueryDict) -> Any:
    """As a form sends it."""
    return posted.getlist(name) if one.field.type == Type.SEVERAL else posted.get(name, "")


def given(inputs: Sequence[Input]) -> Mapping[str, Any]:
    """key → value, for the action."""
    return {one.of.field.key: one.value for one in inputs}


def editing(one: Shown) -> Input:
    typed = shown.typed(one.of, one.held)
    if one.of.field.type == Type.ONE:
        typed = typed[0] if typed else ""
    return Input(one.of, "value", typed if one.held is not NOTHING else "")
