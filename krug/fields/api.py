"""/api/v1/fields: which own fields there are, and what rows say in them, for programs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import may
from krug.fields.actions import set_values
from krug.fields.kinds import kind_of
from krug.fields.models import Type
from krug.fields.queries.definitions import Defined, fields_of, units_of
from krug.fields.queries.values import plain_values
from krug.fields.rules import limit_of

router = Router(tags=["own fields"])
Key = Annotated[str, Field(max_length=40)]
Given = Annotated[dict[Key, Any], Field(max_length=200)]
Said = dict[str, bool | int | Decimal | date | str | list[str] | None]
"""key → value. Numbers with decimals and sums are texts, so that none is rounded; of a list: keys."""


class OptionOut(Schema):
    key: str
    name: str
    offered: bool


class FieldOut(Schema):
    """`type`: text, note, whole, decimal, money, date, yes, one, several, link. `editable`: by the asker."""

    key: str
    name: str
    type: str
    section: str
    hint: str
    required: bool
    personal: bool
    currency: str
    least: str | None
    most: str | None
    options: list[OptionOut]
    open: bool
    editable: bool


class ValuesIn(Schema):
    """Only what is named changes, null empties. `based_on`: key → the version of the value that was seen."""

    model_config = ConfigDict(extra="forbid")

    values: Given
    based_on: dict[Key, int] = {}


class ClashOut(Schema):
    """`kept` stands now, `other` is what somebody else had written meanwhile."""

    field: str
    kept: Any
    other: Any


class WrittenOut(Schema):
    values: Said
    changed: list[str]
    conflicts: list[ClashOut]


@router.get("/{slug:kind}", response=list[FieldOut], summary="Own fields of a kind", url_name="fields_api")
@require()
def definitions(request: SignedInRequest, kind: str) -> list[dict[str, Any]]:
    """`kind`: person, organisation, visit, product."""
    of = kind_of(kind)
    if not may(request.user, of.see):
        raise PermissionDenied
    return [
        _out(one, may(request.user, of.edit)) for one in fields_of(request.user, kind, units_of(request.user))
    ]


@router.get(
    "/{slug:kind}/{uuid:uid}", response=Said, summary="What a row says in them", url_name="own_values_api"
)
@require()
def values(request: SignedInRequest, kind: str, uid: UUID) -> dict[str, Any]:
    of = kind_of(kind)
    if not may(request.user, of.see):
        raise PermissionDenied
    row = of.reach(request.user, uid)
    of.opened(request.user, row)
    return plain_values(request.user, kind, row)


@router.patch(
    "/{slug:kind}/{uuid:uid}", response=WrittenOut, summary="Change some of them", url_name="own_values_api"
)
@require()
def change(request: SignedInRequest, kind: str, uid: UUID, given: ValuesIn) -> dict[str, Any]:
    of = kind_of(kind)
    row = of.reach(request.user, uid)
    of.opened(request.user, row)
    written = set_values(request.user, kind, row.id, given.values, given.based_on)
    conflicts = [{"field": one.field, "kept": one.kept, "other": one.other} for one in written.conflicts]
    said = plain_values(request.user, kind, row)
    return {"values": said, "changed": written.changed, "conflicts": conflicts}


def _out(one: Defined, editable: bool) -> dict[str, Any]:
    field = one.field
    plain = ("key", "name", "type", "section", "hint", "required", "personal", "currency", "open")
    limits = {
        name: None if value is None else limit_of(field, value)
        for name, value in (("least", field.least), ("most", field.most))
        if field.type not in (Type.YES, Type.ONE)
    }
    return (
        {name: getattr(field, name) for name in plain}
        | {"least": None, "most": None}
        | limits
        | {
            "options": [
                {"key": option.key, "name": option.name, "offered": option.offered} for option in one.options
            ],
            "editable": editable and one.sight == "edit",
        }
    )
