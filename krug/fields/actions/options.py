"""The list of a field: one more, a new name or colour, another order, retired, offered again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.signals import announce
from krug.fields import rules
from krug.fields.actions.allowed import Author, demand
from krug.fields.keys import key_for
from krug.fields.models import Field, Option
from krug.fields.queries.definitions import Defined
from krug.fields.signals import reworded
from krug.site import writing

MOST = 500
LENGTH = 80


@transaction.atomic
def add_option(author: Author, field: Field, name: str, tone: str = "") -> Option:
    """One more. A retired one of that name is offered again instead."""
    held = Field.objects.select_for_update().get(pk=field.pk)
    demand(author, held.unit_id)
    if not held.of_list:
        _refuse("name", name, "unknown_field", _("This field has no list."))
    known = list(Option.objects.filter(field=held))
    name, same = _name(name), _same(known, name)
    if same is not None and same.retired_at is not None:
        return restore_option(author, same)
    _demand_free(same, name)
    if len(known) >= MOST:
        _refuse("name", name, "too_many", _("At most %(limit)d entries.") % {"limit": MOST})
    made = Option.objects.create(
        field=held,
        key=key_for(name, {one.key for one in known}),
        name=name,
        tone=_tone(tone),
        place=max((one.place for one in known), default=0) + 1,
    )
    audit.record(author, "create", "option", made.pk, after={"field": held.key, "name": name})
    return made


@transaction.atomic
def edit_option(author: Author, option: Option, name: str, tone: str) -> Option:
    """What has it says the new name: values name the option, not its words."""
    held = _held(author, option)
    name, tone = _name(name), _tone(tone)
    _demand_free(_same(Option.objects.filter(field=held.field_id).exclude(pk=held.pk), name), name)
    before, after = {"name": held.name, "tone": held.tone}, {"name": name, "tone": tone}
    if before != after:
        held.name, held.tone = name, tone
        held.save(update_fields=["name", "tone"])
        audit.record(author, "edited", "option", held.pk, before, after)
        _announce(held.field)
    return held


@transaction.atomic
def retire_option(author: Author, option: Option) -> Option:
    """Offered no more; whoever has it keeps it."""
    held = _held(author, option)
    if held.retired_at is None:
        held.retired_at, held.retired_by = timezone.now(), author
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record(author, "retire", "option", held.pk)
    return held


@transaction.atomic
def restore_option(author: Author, option: Option) -> Option:
    held = _held(author, option)
    if held.retired_at is not None:
        held.retired_at, held.retired_by = None, None
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record(author, "restore", "option", held.pk)
    return held


@transaction.atomic
def order_options(author: Author, field: Field, uids: Sequence[UUID]) -> None:
    demand(author, field.unit_id)
    found = {one.uid: one for one in Option.objects.select_for_update().filter(field=field, uid__in=uids)}
    rows = [found[uid] for uid in dict.fromkeys(uids) if uid in found]
    for one, place in zip(rows, sorted(one.place for one in rows), strict=True):
        one.place = place
    Option.objects.bulk_update(rows, ["place"])
    audit.record(author, "move", "field", field.pk, after={"options": [one.key for one in rows]})


@transaction.atomic
def merge_options(author: Author, option: Option, into: Option) -> Option:
    """Whoever has the one says the other. Rows keep what they have, so taking it apart is exact."""
    held = _held(author, option)
    if into.field_id != held.field_id or into.pk == held.pk or not into.offered or held.into_id is not None:
        _refuse("into", into.name, "unknown_choice", _("Choose one of the list."))
    same = [held, *Option.objects.filter(into=held)]
    for one in same:
        one.into = into
    Option.objects.bulk_update(same, ["into"])
    audit.record(
        author, "merge", "option", held.pk, after={"into": into.pk, "with": [one.pk for one in same[1:]]}
    )
    reworded.send(sender=None, field=held.field)
    _announce(held.field)
    return held


@transaction.atomic
def part_option(author: Author, option: Option) -> Option:
    """The list has both again, each with those who have it. What was merged into it before stays away."""
    held = _held(author, option)
    if held.into_id is not None:
        was, held.into = held.into_id, None
        held.save(update_fields=["into"])
        audit.record(author, "unmerge", "option", held.pk, {"into": was}, {})
        reworded.send(sender=None, field=held.field)
        _announce(held.field)
    return held


def _announce(field: Field) -> None:
    announce(f"{field.kind}_field", {field.pk})


def grown(author: Author, fields: Sequence[Defined], rows: Sequence[Mapping[str, Any]]) -> Sequence[Defined]:
    """With the words added that these rows bring to open lists of fields the author may edit."""
    return [
        _grown(author, one, [row[one.field.key] for row in rows if row.get(one.field.key)])
        if one.field.open and one.sight == "edit"
        else one
        for one in fields
    ]


def _grown(author: Author, one: Defined, given: Sequence[Any]) -> Defined:
    known = {option.key for option in one.options} | {writing.sort_key(option.name) for option in one.options}
    new: dict[str, str] = {}
    for value in given:
        try:
            typed = rules.words(value, True, known, True)
        except rules.Bad:
            continue  # The judge says so, with row and field.
        for word in typed:
            if word not in known and 0 < len(writing.text(word)) <= LENGTH:
                new.setdefault(writing.sort_key(word), writing.text(word))
    made = [_make(author, one.field, name) for key, name in new.items() if key not in known][
        : max(0, MOST - len(one.options))
    ]
    return Defined(one.field, [*one.options, *made], one.sight) if made else one


def _make(author: Author, field: Field, name: str) -> Option:
    taken = list(Option.objects.filter(field=field).values_list("key", "place"))
    made = Option.objects.create(
        field=field,
        key=key_for(name, {key for key, _place in taken}),
        name=name,
        place=max((place for _key, place in taken), default=0) + 1,
    )
    audit.record(author, "create", "option", made.pk, after={"field": field.key, "name": name})
    return made


def _held(author: Author, option: Option) -> Option:
    held = Option.objects.select_for_update(of=("self",)).select_related("field").get(pk=option.pk)
    demand(author, held.field.unit_id)
    return held


def _name(name: Any) -> str:
    text = writing.text(name) if isinstance(name, str) else ""
    if not text:
        _refuse("name", name, "required", _("This field is required."))
    if len(text) > LENGTH:
        _refuse("name", name, "too_long", _("At most %(limit)d characters.") % {"limit": LENGTH})
    return text


def _tone(tone: str) -> str:
    if tone not in Option.Tone.values:
        _refuse("tone", tone, "unknown_choice", _("Choose one of the list."))
    return tone


def _same(options: Any, name: str) -> Option | None:
    key = writing.sort_key(name)
    return next((one for one in options if writing.sort_key(one.name) == key), None)


def _demand_free(same: Option | None, name: str) -> None:
    if same is not None:
        _refuse("name", name, "known_name", _("The list has this already."))


def _refuse(field: str, value: Any, code: str, message: Any) -> None:
    raise Invalid([FieldError(field, value, code, message)])
