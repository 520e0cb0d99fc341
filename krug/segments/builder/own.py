"""A row about an own field as a sentence; what can be asked goes by the field's type."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.fields.models import Type
from krug.fields.queries.definitions import Defined
from krug.segments.builder.bits import Bit, typed
from krug.segments.builder.choices import Choices, Options
from krug.segments.builder.draft import OWN, Row
from krug.segments.builder.own_draft import NEAR
from krug.site.templatetags.money import SIGNS


def own_name(kind: str, choices: Choices) -> str:
    one = choices.own_field(kind.removeprefix(OWN))
    if one is None:
        return _("A field that you do not see")
    return one.field.name if one.field.retired_at is None else _("%s (not used any more)") % one.field.name


def own_bits(row: Row, choices: Choices) -> list[Bit]:
    one = choices.own_field(row.kind.removeprefix(OWN))
    if one is None:
        # What it asks would tell of the field: the row can be taken out, no more.
        return [Bit(text=_("something you do not see"))]
    hows = _hows(one.field.type)
    how = row.get("how") if row.get("how") in dict(hows) else hows[0][0]
    # A row that was about another field asks what can be asked of this one.
    row.values["how"] = [how]
    return [Bit(name="how", label=_("How it compares"), value=how, options=hows), *_typed(how, row, one)]


def _hows(type: str) -> Options:
    filled = [("filled", _("is filled in")), ("empty", _("is not filled in"))]
    if type in (Type.ONE, Type.SEVERAL):
        has = type == Type.SEVERAL
        return [
            ("one_of", pgettext("condition", "has") if has else pgettext("condition", "is")),
            ("none_of", pgettext("condition", "has not") if has else pgettext("condition", "is not")),
            *filled,
        ]
    if type == Type.YES:
        return [
            ("yes", pgettext("an own field", "is «yes»")),
            ("no", pgettext("an own field", "is «no»")),
            *filled,
        ]
    if type == Type.DATE:
        return [
            ("last", _("was in the last")), ("next", _("will be in the next")),
            ("before", _("was more than")), ("round", _("comes round (as a birthday) in the next")),
            ("since", _("is not before")), ("until", _("is not after")), ("dates", _("is between")), *filled,
        ]  # fmt: skip
    if type in (Type.WHOLE, Type.DECIMAL, Type.MONEY):
        return [("more", _("is at least")), ("less", _("is at most")), ("span", _("is from")), *filled]
    return [
        ("has", _("has inside")), ("has_not", _("does not have inside")),
        ("is", pgettext("condition", "is")), ("is_not", pgettext("condition", "is not")), *filled,
    ]  # fmt: skip


def _typed(how: str, row: Row, one: Defined) -> list[Bit]:
    name = one.field.name
    if how in ("one_of", "none_of"):
        return _options(row, one)
    if how in ("has", "has_not", "is", "is_not"):
        return [typed(row, "text", name, "text")]
    if how in NEAR:
        after = _("days ago") if how == "before" else pgettext("condition", "days")
        return [typed(row, "days", _("Days")), Bit(text=after)]
    if how in ("more", "less", "span"):
        names = {"more": ("low",), "less": ("high",), "span": ("low", "high")}[how]
        found = _joined([typed(row, it, name, "text") for it in names], pgettext("condition", "to"))
        sign = SIGNS.get(one.field.currency, one.field.currency)
        return [*found, *([Bit(text=sign)] if sign else [])]
    if how in ("since", "until", "dates"):
        names = ("since", "until") if how == "dates" else (how,)
        return _joined([_day(row, it, name) for it in names], pgettext("condition", "and"))
    return []


def _options(row: Row, one: Defined) -> list[Bit]:
    options = [(it.key, it.name) for it in one.offered]
    names = {it.key: it.name for it in one.options}
    chosen = [value for value in row.values.get("values", []) if value in names]
    found: list[Bit] = []
    for value in [*chosen, ""]:
        left = [it for it in options if it[0] == value or it[0] not in chosen]
        if value and value not in dict(left):
            left = [*left, (value, names[value])]
        if value or left:
            first = ("", _("choose…") if not found else "…")
            missing = not chosen
            found.append(
                Bit(name="values", label=one.field.name, value=value, options=[first, *left], missing=missing)
            )
    return _joined(found, pgettext("condition", "or"))


def _day(row: Row, name: str, label: str) -> Bit:
    value = row.get(name)
    try:
        spoken = date_format(date.fromisoformat(value), "j E Y")
    except ValueError:
        spoken = ""
    return Bit(name=name, label=label, value=value, input="date", missing=not spoken, spoken=spoken)


def _joined(bits: list[Bit], word: str) -> list[Bit]:
    found = bits[:1]
    for bit in bits[1:]:
        found += [Bit(text=word), bit]
    return found
