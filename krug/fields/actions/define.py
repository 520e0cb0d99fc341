"""What fields there are: defined, changed, put in order, retired, restored."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.models import Role
from krug.access.signals import announce
from krug.fields import rules
from krug.fields.actions.allowed import Author, demand
from krug.fields.actions.options import add_option
from krug.fields.data import FieldData
from krug.fields.keys import key_for
from krug.fields.kinds import kind_of
from krug.fields.models import Field, FieldRole, Type
from krug.fields.queries.definitions import roles_of
from krug.site import writing

MOST = 200
"""Fields of one kind: a card that asks for more is not filled in by anybody."""
NAMES = {"name": 80, "section": 60, "hint": 200}
FLAGS = ("required", "personal", "open")
CURRENCIES = ("RUB", "USD", "EUR", "KZT", "BYN", "UZS", "AMD", "KGS", "CNY")


@transaction.atomic
def define_field(author: Author, kind: str, data: FieldData) -> Field:
    """A field of all rows of a kind in a unit, or in the company. Raises Invalid, NotAllowed."""
    kind_of(kind)
    demand(author, data.unit)
    given = {name: getattr(data, name) for name in (*NAMES, *FLAGS, "least", "most")}
    if data.type not in Type.values:
        _refuse("type", data.type, "unknown_choice", _("Choose one of the list."))
    made = Field(kind=kind, type=data.type, unit_id=data.unit)
    clean = _clean(made, given | ({"currency": data.currency} if data.type == Type.MONEY else {}))
    taken = set(Field.objects.filter(kind=kind).values_list("key", flat=True))
    if len(taken) >= MOST:
        _refuse("name", data.name, "too_many", _("There are %(limit)d fields already.") % {"limit": MOST})
    for name, value in clean.items():
        setattr(made, name, value)
    made.key = key_for(made.name, taken)
    made.place = (Field.objects.filter(kind=kind).aggregate(last=Max("place"))["last"] or 0) + 1
    made.save()
    _set_roles(made, data.roles)
    audit.record(author, "create", "field", made.pk, after={"key": made.key, "type": made.type} | clean)
    for name in data.options if made.of_list else []:
        add_option(author, made, name)
    return made


@transaction.atomic
def edit_field(author: Author, field: Field, fields: Mapping[str, Any]) -> Field:
    """Set some of name, section, hint, required, personal, open, least, most, currency, roles."""
    held = Field.objects.select_for_update().get(pk=field.pk)
    demand(author, held.unit_id)
    clean = _clean(held, {name: value for name, value in fields.items() if name != "roles"})
    before = {name: getattr(held, name) for name in clean if getattr(held, name) != clean[name]}
    if before:
        for name in before:
            setattr(held, name, clean[name])
        held.version += 1
        held.save()
        audit.record(author, "edited", "field", held.pk, before, {name: clean[name] for name in before})
    if "roles" in fields and (was := roles_of(held)) != fields["roles"]:
        _set_roles(held, fields["roles"])
        audit.record(author, "edited", "field", held.pk, {"roles": was}, {"roles": dict(fields["roles"])})
    announce(f"{held.kind}_field", {held.pk})
    return held


@transaction.atomic
def order_fields(author: Author, kind: str, uids: Sequence[UUID]) -> None:
    """Put them one after the other in the places that they had; what is not named keeps its own."""
    found = {one.uid: one for one in Field.objects.select_for_update().filter(kind=kind, uid__in=uids)}
    rows = [found[uid] for uid in dict.fromkeys(uids) if uid in found]
    for one in rows:
        demand(author, one.unit_id)
    places = sorted(one.place for one in rows)
    changed = [(one, place) for one, place in zip(rows, places, strict=True) if one.place != place]
    for one, place in changed:
        audit.record(author, "move", "field", one.pk, {"place": one.place}, {"place": place})
        one.place = place
    Field.objects.bulk_update([one for one, _place in changed], ["place"])
    announce(f"{kind}_field", {one.pk for one, _place in changed})


@transaction.atomic
def retire_field(author: Author, field: Field) -> Field:
    """Hide it everywhere. What was written in it stays. Said twice it is said once."""
    held = Field.objects.select_for_update().get(pk=field.pk)
    demand(author, held.unit_id)
    if held.retired_at is None:
        held.retired_at, held.retired_by = timezone.now(), author
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record(author, "retire", "field", held.pk)
        announce(f"{held.kind}_field", {held.pk})
    return held


@transaction.atomic
def restore_field(author: Author, field: Field) -> Field:
    """In use again, with all that was written in it."""
    held = Field.objects.select_for_update().get(pk=field.pk)
    demand(author, held.unit_id)
    if held.retired_at is not None:
        held.retired_at, held.retired_by = None, None
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record(author, "restore", "field", held.pk)
        announce(f"{held.kind}_field", {held.pk})
    return held


def _clean(field: Field, given: Mapping[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, value in given.items():
        if name in NAMES:
            clean[name] = _name(name, value)
        elif name in FLAGS:
            clean[name] = bool(value) and (name != "open" or field.type == Type.SEVERAL)
        elif name in ("least", "most"):
            clean[name] = _limit(field, name, value)
        elif name == "currency" and (field.type != Type.MONEY or value in CURRENCIES):
            clean[name] = value if field.type == Type.MONEY else ""
        else:
            _refuse(name, value, "unknown_choice", _("Choose one of the list."))
    least, most = (clean.get(name, getattr(field, name)) for name in ("least", "most"))
    if least is not None and most is not None and least > most:
        _refuse("most", given.get("most"), "out_of_range", _("The most is less than the least."))
    return clean


def _name(name: str, value: Any) -> str:
    text = writing.text(value) if isinstance(value, str) else ""
    if name == "name" and not text:
        _refuse(name, value, "required", _("This field is required."))
    if len(text) > NAMES[name]:
        _refuse(name, value, "too_long", _("At most %(limit)d characters.") % {"limit": NAMES[name]})
    return text


def _limit(field: Field, name: str, value: Any) -> int | None:
    if field.type in (Type.YES, Type.ONE):
        return None
    try:
        return rules.limit(field.type, str(value or ""))
    except rules.Bad as bad:
        _refuse(name, value, bad.code, bad.message)
        raise


def _set_roles(field: Field, roles: Mapping[str, str]) -> None:
    for role, sight in roles.items():
        if role not in Role.values or role == Role.ADMIN or sight not in FieldRole.Sight.values:
            _refuse("roles", f"{role}: {sight}", "unknown_choice", _("Choose one of the list."))
    FieldRole.objects.filter(field=field).delete()
    FieldRole.objects.bulk_create(
        FieldRole(field=field, role=role, sight=sight) for role, sight in sorted(roles.items())
    )


def _refuse(field: str, value: Any, code: str, message: Any) -> None:
    raise Invalid([FieldError(field, value, code, message)])
