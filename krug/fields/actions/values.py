"""What a row says in its own fields is written; of two hands on one field the other is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.signals import announce
from krug.fields import rules
from krug.fields.actions.allowed import Author, require
from krug.fields.actions.options import grown
from krug.fields.data import Clash, Written
from krug.fields.kinds import Kind, kind_of
from krug.fields.models import Choice, Field, Value
from krug.fields.queries.definitions import Defined, fields_of
from krug.fields.queries.values import held_of
from krug.fields.rules import NOTHING, Held, key_of

PREFIX = "own."
"""Before the key of an own field wherever it stands beside the fields that Krug has itself."""
Given = Mapping[str, Any]
Before = Mapping[int, Held]
After = Mapping[str, Held]


@transaction.atomic
def set_values(
    author: Author, kind: str, row: int, given: Given, based_on: Mapping[str, int] | None = None
) -> Written:
    """Set some fields of a row, by key. `based_on`: key → the version of the value that the author saw.

    Of two hands on one field the later decides; the other's value is told. Raises Invalid, NotAllowed.
    """
    of = kind_of(kind)
    require(author, of.edit)
    fields = grown(author, _fields(author, of, row, given), [given])
    list(Value.objects.select_for_update().filter(row=row, field__in=[one.field.pk for one in fields]))
    before = held_of(fields, [row])[row]
    after, errors = judged(fields, given, before, None)
    errors += unknown(fields, given)
    if errors:
        raise Invalid(errors)
    changed = [one for one in fields if not after[one.field.key].same(before.get(one.field.pk, NOTHING))]
    conflicts = _conflicts(changed, before, after, based_on or {}, author)
    if changed:
        _write(author, of, row, changed, before, after)
    return Written([one.field.key for one in changed], conflicts)


def _fields(author: Author, of: Kind, row: int, given: Given) -> list[Defined]:
    """Those named that he may edit; of the others he does not even learn that they are there."""
    units = of.units([row])
    return [one for one in fields_of(author, of.code, units.values(), given) if one.sight == "edit"]


def unknown(fields: Sequence[Defined], given: Given, row: int | None = None) -> list[FieldError]:
    known = {one.field.key for one in fields}
    return [
        FieldError(PREFIX + key, value, "unknown_field", _("There is no such field."), row)
        for key, value in given.items()
        if key not in known
    ]


def judged(
    fields: Sequence[Defined], given: Given, before: Before, row: int | None
) -> tuple[dict[str, Held], list[FieldError]]:
    made: dict[str, Held] = {}
    errors: list[FieldError] = []
    for one in fields:
        key = one.field.key
        if key not in given:
            continue
        try:
            made[key] = rules.judge(one.field, one.options, given[key], before.get(one.field.pk, NOTHING))
        except rules.Bad as bad:
            errors.append(FieldError(PREFIX + key, _told(given[key]), bad.code, bad.message, row))
    return made, errors


def _told(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)


def _conflicts(
    changed: Sequence[Defined],
    before: Before,
    after: After,
    based_on: Mapping[str, int],
    author: Author,
) -> list[Clash]:
    found = []
    for one in changed:
        was, seen = before.get(one.field.pk, NOTHING), based_on.get(one.field.key)
        if seen is None or seen >= was.version or (author is not None and was.author == author.pk):
            continue
        kept, other = _told_of(one, after[one.field.key]), _told_of(one, was)
        found.append(Clash(one.field.key, kept, other, was.author))
    return found


def _write(
    author: Author, of: Kind, row: int, fields: Sequence[Defined], before: Before, after: After
) -> None:
    now = timezone.now()
    for one in fields:
        held, was = after[one.field.key], before.get(one.field.pk, NOTHING)
        Value.objects.update_or_create(
            field=one.field, row=row, defaults=_columns(one.field, held, was.version + 1, now, author)
        )
        if one.field.of_list:
            gone = set(was.options) - set(held.options)
            every = [option for option, root in one.roots.items() if root in gone]
            Choice.objects.filter(row=row, option__in=every).delete()
            new = sorted(set(held.options) - set(was.options))
            Choice.objects.bulk_create(
                [Choice(row=row, option_id=option) for option in new], ignore_conflicts=True
            )
    audit.record(
        author,
        "edited",
        of.code,
        row,
        {PREFIX + one.field.key: _told_of(one, before.get(one.field.pk, NOTHING)) for one in fields},
        {PREFIX + one.field.key: _told_of(one, after[one.field.key]) for one in fields},
    )
    of.edited([row])
    announce(of.code, set(of.roots([row]).values()))


def _told_of(one: Defined, held: Held) -> Any:
    return rules.plain(one.field, held, one.names)


def _columns(field: Field, held: Held, version: int, now: datetime, author: Author) -> dict[str, Any]:
    return {
        "text": held.text,
        "key": key_of(field, held),
        "number": held.number,
        "version": version,
        "at": now,
        "author": author,
    }
