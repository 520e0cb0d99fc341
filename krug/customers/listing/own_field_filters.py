"""Own fields as filters of lists: what a value in an address means, and which rows it lets through.

A value is one word of a small grammar, judged by the field's type:
list — an option's key; yes or no — yes, no; number — 10..20, 10.., ..20; date — likewise 2026-01-31..,
or last:30, next:30 (days); text — is:…, has:…; every type — :filled, :empty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from krug.access.errors import FieldError, Invalid
from krug.access.models import User
from krug.customers.listing.filters import Asked, Filter, Source, filters_for, register_source
from krug.customers.queries.conditions import Condition
from krug.fields import rules
from krug.fields.actions.values import PREFIX
from krug.fields.models import Field, FieldRole, Type
from krug.fields.queries.definitions import Defined, fields_of, roles_of, units_of
from krug.site import writing

TABLES = {"person": "customers_person", "organisation": "customers_organisation"}
FILLED, EMPTY = ":filled", ":empty"
NUMBERS = (Type.WHOLE, Type.DECIMAL, Type.MONEY)
TEXTS = (Type.TEXT, Type.LINK)
SPANS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked of a row's own word `a`: SQL, and the one value bound in it (a text), if any.

    `begin`, `where`: the same where an index of another table finds those words sooner.
    """

    sql: str
    params: Sequence[str] = ()
    empty: bool = False
    begin: str = "fields_value a"
    where: str = ""


def _filters(viewer: User, kind: str) -> Iterable[Filter]:
    return [_filter(kind, one) for one in fields_of(viewer, kind, units_of(viewer))]


def _filter(kind: str, one: Defined) -> Filter:
    return Filter(
        PREFIX + one.field.key,
        one.field.name,
        lambda _viewer: _choices(one),
        lambda _viewer, value: _words(one, value),
        lambda _viewer, value: _condition(kind, one, _parsed(one, value)),
        asked=_asked(one.field),
        for_role=lambda role: rules.sight(one.field, role, roles_of(one.field)) != FieldRole.Sight.NONE,
    )


def own_filters(viewer: User, kind: str, given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """key=value, as programs say it. Raises Invalid for a field that he does not have, or a wrong value."""
    asked = [(PREFIX + key, value) for key, _sign, value in (one.partition("=") for one in given)]
    known = filters_for(viewer, kind, [name for name, _value in asked])
    for name, value in asked:
        if name not in known:
            raise Invalid([FieldError(name, value, "unknown_field", _("There is no such field."))])
        try:
            known[name].condition(viewer, value)
        except Http404 as error:
            message = _("This cannot be looked for in this field.")
            raise Invalid([FieldError(name, value, "unknown_choice", message)]) from error
    return tuple(asked)


def _asked(field: Field) -> Asked:
    if field.type in NUMBERS:
        return Asked.NUMBERS
    if field.type == Type.DATE:
        return Asked.DAYS
    return Asked.TEXT if field.type in TEXTS else Asked.CHOICE


def _choices(one: Defined) -> list[tuple[str, str]]:
    said = {
        Type.YES: [("yes", pgettext("an answer", "Yes")), ("no", pgettext("an answer", "No"))],
        Type.DATE: [(f"{word}:{days}", _near(word, days)) for word in ("last", "next") for days in SPANS],
    }
    own = [(option.key, option.name) for option in one.offered]
    return [*own, *said.get(Type(one.field.type), []), (FILLED, _("filled in")), (EMPTY, _("not filled in"))]


def _near(word: str, days: int) -> str:
    if word == "last":
        return _("in the last %(n)d days") % {"n": days}
    return _("in the next %(n)d days") % {"n": days}


def _words(one: Defined, value: str) -> str:
    """For the chip. Raises Http404 like the condition does."""
    _parsed(one, value)
    known = dict(_choices(one)) | {option.key: option.name for option in one.options}
    if value in known:
        return known[value]
    if ".." in value and one.field.type not in TEXTS:
        low, _dots, high = value.partition("..")
        return f"{_bound(one.field, low)} – {_bound(one.field, high)}"
    word, _colon, rest = value.partition(":")
    if one.field.type == Type.DATE:
        return _near(word, int(rest))
    return f"= {rest}" if word == "is" else f"…{rest}…"


def _bound(field: Field, text: str) -> str:
    number = rules.limit(field.type, text)
    if number is None:
        return "…"
    if field.type == Type.DATE:
        return date_format(rules.day_of(number), "SHORT_DATE_FORMAT")
    return text


def _parsed(one: Defined, value: str) -> Asks:
    """Raises Http404 for what makes no sense of this field: nobody's to filter by."""
    asks = _of_value(one, value)
    if asks is None:
        raise Http404
    return asks


def _of_value(one: Defined, value: str) -> Asks | None:
    field = one.field
    if value in (FILLED, EMPTY):
        if field.of_list and one.options:
            return replace(_of_options(one.roots), empty=value == EMPTY)
        return Asks(filled(field, "a"), empty=value == EMPTY)
    if field.of_list:
        return _chosen(one, value)
    if field.type == Type.YES:
        return Asks(f"a.number = {int(value == 'yes')}") if value in ("yes", "no") else None
    if field.type in TEXTS:
        return _text(value)
    if field.type == Type.DATE and (near := _days(value)):
        return near
    return _between(field, value)


def _chosen(one: Defined, key: str) -> Asks | None:
    """With all that say the same, since they were merged into it."""
    roots = one.roots
    asked = next((roots[option] for option, own in one.keys.items() if own == key), None)
    if asked is None:
        return None
    return _of_options([option for option, root in roots.items() if root == asked])


def _of_options(options: Iterable[int]) -> Asks:
    same = ", ".join(str(option) for option in sorted(options))
    return Asks(
        f"EXISTS (SELECT 1 FROM fields_choice o WHERE o.row = a.row AND o.option_id IN ({same}))",
        begin="fields_choice o JOIN fields_value a ON a.row = o.row",
        where=f"o.option_id IN ({same})",
    )


def _text(value: str) -> Asks | None:
    word, _colon, text = value.partition(":")
    key = writing.sort_key(text)
    if not key or word not in ("is", "has"):
        return None
    # NOT as the index has it, so that it may be used.
    if word == "is":
        return Asks("a.key = %s AND NOT (a.key = '')", [key])
    pattern = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Asks("a.key LIKE %s ESCAPE '\\' AND NOT (a.key = '')", [f"%{pattern}%"])


def _days(value: str) -> Asks | None:
    word, _colon, rest = value.partition(":")
    if word not in ("last", "next") or not (rest.isdecimal() and len(rest) < 6):
        return None
    today, span = rules.days(timezone.localdate()), int(rest)
    first, last = (today - span, today) if word == "last" else (today, today + span)
    return Asks(f"a.number BETWEEN {first} AND {last}")


def _between(field: Field, value: str) -> Asks | None:
    low, dots, high = value.partition("..")
    try:
        bounds = [None if not part else rules.limit(field.type, part) for part in (low, high)]
    except rules.Bad:
        return None
    if not dots or bounds == [None, None]:
        return None
    signs = [
        f"a.number {sign} {bound}"
        for sign, bound in zip((">=", "<="), bounds, strict=True)
        if bound is not None
    ]
    return Asks(" AND ".join(signs))


def filled(field: Field, row: str) -> str:
    if field.of_list:
        return (
            "EXISTS (SELECT 1 FROM fields_choice o JOIN fields_option t ON t.id = o.option_id "
            f"WHERE o.row = {row}.row AND t.field_id = {int(field.pk)})"
        )
    if field.type in (*TEXTS, Type.NOTE):
        return f"{row}.text <> ''"
    return f"{row}.number IS NOT NULL"


def _condition(kind: str, one: Defined, asks: Asks) -> Condition:
    """Of a survivor his own word counts, also when emptied; else the first of those merged into him has."""
    table, field = TABLES[kind], int(one.field.pk)
    speaks = _speaker(table, one.field, "{card}")
    # One value a row, not EXISTS: PostgreSQL would join that to every value of the field. «> 0», not «= 1»:
    # it takes an equation for something that few rows pass, and goes through all customers then.
    mine = (
        f"coalesce((SELECT CASE WHEN {asks.sql} THEN 1 ELSE 0 END FROM fields_value a "
        f"WHERE a.field_id = {field} AND a.row = {speaks.format(card='p.id')}), 0)"
    )
    if asks.empty:
        # Nearly everybody: no index leads to those who have nothing.
        all = f"SELECT 1 FROM {table} p WHERE p.canonical_id IS NULL"
        return Condition(f"{mine} < 1", f"{mine} < 1", all, [], dear=True)
    roots = (
        f"SELECT coalesce(q.canonical_id, q.id) FROM {asks.begin} "
        f"JOIN {table} q ON q.id = a.row WHERE a.field_id = {field} AND {asks.where or asks.sql} "
        f"AND (q.canonical_id IS NULL OR a.row = {speaks.format(card='q.canonical_id')})"
    )
    # Of a group several may say it: a few more are weighed than pass.
    passed = f"SELECT 1 FROM {asks.begin} WHERE a.field_id = {field} AND {asks.where or asks.sql}"
    return Condition(f"p.id IN ({roots})", f"{mine} > 0", passed, asks.params, dear=True)


def _speaker(table: str, field: Field, card: str) -> str:
    """The card of the group whose word in the field counts: SQL of one value."""
    of = f"v.field_id = {int(field.pk)}"
    return (
        f"coalesce((SELECT v.row FROM fields_value v WHERE v.row = {card} AND {of}), "
        f"(SELECT min(w.id) FROM {table} w JOIN fields_value v ON v.row = w.id AND {of} "
        f"WHERE w.canonical_id = {card} AND {filled(field, 'v')}))"
    )


def _any(viewer: User, kind: str) -> bool:
    units = units_of(viewer)
    rows = Field.objects.filter(kind=kind, retired_at=None)
    return (rows if units is None else rows.filter(Q(unit=None) | Q(unit__in=units))).exists()


def _source(kind: str) -> Source:
    return Source(
        gettext_lazy("Own fields"), lambda viewer: _filters(viewer, kind), lambda viewer: _any(viewer, kind)
    )


def register_all() -> None:
    for kind in TABLES:
        register_source(kind, PREFIX, _source(kind))
