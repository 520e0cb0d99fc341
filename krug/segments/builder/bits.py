"""Pieces of which sentences of rows are made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from krug.segments.builder.choices import Options, with_value
from krug.segments.builder.draft import Row


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a sentence. With `options` one is chosen, with `input` something is typed (behind `text`).

    `missing`: the row is not complete without it. `label`: for those who hear the page.
    """

    text: str = ""
    name: str = ""
    label: str = ""
    value: str = ""
    options: Options | None = None
    input: str = ""
    missing: bool = False
    spoken: str = ""
    """How the value is said, where that is another way than it is typed."""

    @property
    def said(self) -> str:
        if self.options is not None:
            return dict(self.options).get(self.value, "")
        return f"{self.text} {self.spoken or self.value}".strip() if self.value or not self.input else ""


def choice(row: Row, name: str, label: str, options: Options, default: str = "", any: str = "") -> Bit:
    """`any`: the word for nothing chosen; without it something must be."""
    value = row.get(name, default)
    first = [] if default and not any else [("", any or _("choose…"))]
    shown = [*first, *with_value(options, value)]
    return Bit(
        name=name, label=label, value=value, options=shown, missing=not value and not any and not default
    )


def yes_no(row: Row, yes: str, no: str, name: str = "no") -> Bit:
    return Bit(name=name, label=_("Yes or no"), value=row.get(name), options=[("", yes), ("1", no)])


def typed(
    row: Row, name: str, label: str, input: str = "number", default: str = "", must: bool = True
) -> Bit:
    value = row.get(name, default)
    return Bit(name=name, label=label, value=value, input=input, missing=must and not value)


def days(row: Row) -> list[Bit]:
    spans = [("7", 7), ("30", 30), ("90", 90), ("180", 180), ("365", 365), ("730", 730)]
    options = [(value, _("in the last %(n)d days") % {"n": days}) for value, days in spans]
    value = row.get("days")
    if value.isdecimal() and value not in dict(options):
        options.append((value, _("in the last %(n)d days") % {"n": int(value)}))
    return [choice(row, "days", _("When"), options, any=_("ever"))]
