"""A row as a sentence: words between what is chosen and typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.segments.builder.choices import Choices, Options, with_value
from krug.segments.builder.draft import KINDS, PROFILE, Draft, GroupRow, Row


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

    @property
    def said(self) -> str:
        if self.options is not None:
            return dict(self.options).get(self.value, "")
        return f"{self.text} {self.value}".strip() if self.value or not self.input else ""


def kind_names() -> dict[str, str]:
    return {
        "klass": _("Class"),
        "specialty": _("Specialty"),
        "city": _("City"),
        "territory": _("Territory"),
        "organisation_kind": _("Works at"),
        "reachable": _("Phone or e-mail"),
        "touched": _("Touches"),
        "bought": _("Purchases"),
        "slide": _("Slide"),
        "answered": _("Answer to a question"),
        "last": _("Last touch"),
        "segment": _("Another segment"),
    }


def bits(row: Row, choices: Choices) -> list[Bit]:
    """Everything of the sentence behind what the row is about."""
    if row.kind in PROFILE:
        return _profile(row, choices)
    return _OF[row.kind](row, choices)


def _choice(row: Row, name: str, label: str, options: Options, default: str = "", any: str = "") -> Bit:
    """`any`: the word for nothing chosen; without it something must be."""
    value = row.get(name, default)
    first = [] if default and not any else [("", any or _("choose…"))]
    shown = [*first, *with_value(options, value)]
    return Bit(
        name=name, label=label, value=value, options=shown, missing=not value and not any and not default
    )


def _yes_no(row: Row, yes: str, no: str, name: str = "no") -> Bit:
    return Bit(name=name, label=_("Yes or no"), value=row.get(name), options=[("", yes), ("1", no)])


def _typed(
    row: Row, name: str, label: str, input: str = "number", default: str = "", must: bool = True
) -> Bit:
    value = row.get(name, default)
    return Bit(name=name, label=label, value=value, input=input, missing=must and not value)


def _days(row: Row) -> list[Bit]:
    spans = [("7", 7), ("30", 30), ("90", 90), ("180", 180), ("365", 365), ("730", 730)]
    options = [(value, _("in the last %(n)d days") % {"n": days}) for value, days in spans]
    value = row.get("days")
    if value.isdecimal() and value not in dict(options):
        options.append((value, _("in the last %(n)d days") % {"n": int(value)}))
    return [_choice(row, "days", _("When"), options, any=_("ever"))]


def _profile(row: Row, choices: Choices) -> list[Bit]:
    options = choices.of_field(row.kind)
    chosen = [value for value in row.values.get("values", []) if value]
    found = [_yes_no(row, pgettext("condition", "is"), pgettext("condition", "is not"))]
    for at, value in enumerate([*chosen, ""]):
        if at:
            found.append(Bit(text=pgettext("condition", "or")))
        left = [it for it in with_value(options, value) if it[0] == value or it[0] not in chosen]
        if value or left:
            first = ("", _("choose…") if not at else "…")
            label = kind_names()[row.kind]
            found.append(
                Bit(name="values", label=label, value=value, options=[first, *left], missing=not chosen)
            )
    if found[-1].text == pgettext("condition", "or"):
        found.pop()
    return found


def _reachable(row: Row, _choices: Choices) -> list[Bit]:
    by = [("phone", _("phone")), ("email", _("e-mail"))]
    has = _yes_no(row, _("there is"), _("there is no"))
    return [has, _choice(row, "by", _("What"), by, default="phone")]


def _touched(row: Row, choices: Choices) -> list[Bit]:
    did = row.get("did", "1")
    found = [
        Bit(
            name="did",
            label=_("Yes or no"),
            value=did,
            options=[("1", _("there are")), ("0", _("there are no"))],
        ),
        _choice(row, "verb", _("What happened"), choices.verbs, any=_("any touches")),
        Bit(
            text=pgettext("condition", "about"),
            name="about",
            label=_("About what: a name or an id"),
            value=row.get("about"),
            input="text",
        ),
    ]
    if did == "1":
        bounds = [("at_least", _("at least")), ("at_most", _("at most"))]
        found += [
            _choice(row, "bound", _("How many"), bounds, default="at_least"),
            _typed(row, "times", _("Times"), default="1"),
            Bit(text=_("times")),
        ]
    return [*found, *_days(row)]


def _bought(row: Row, _choices: Choices) -> list[Bit]:
    bounds = [("at_least", _("for at least")), ("below", _("for less than"))]
    return [
        _choice(row, "bound", _("More or less"), bounds, default="at_least"),
        _typed(row, "sum", _("Sum"), "text"),
        _choice(row, "currency", _("Currency"), [(it, it) for it in ("RUB", "USD", "EUR")], default="RUB"),
        *_days(row),
    ]


def _slide(row: Row, choices: Choices) -> list[Bit]:
    did = [
        ("seen", _("was shown")), ("liked", _("was liked")), ("disliked", _("was disliked")),
        ("not-seen", _("was never shown")), ("not-liked", _("was not liked")),
    ]  # fmt: skip
    return [
        _choice(row, "slide", _("Slide"), choices.slides(row.get("deck")), any=_("any")),
        Bit(text=pgettext("condition", "of")),
        _choice(row, "deck", _("Presentation"), choices.decks),
        _choice(row, "did", _("What became of it"), did, default="seen"),
        *_days(row),
    ]


def _answered(row: Row, choices: Choices) -> list[Bit]:
    deck, question = row.get("deck"), row.get("question")
    compare = [
        ("is", pgettext("condition", "is")), ("is_not", pgettext("condition", "is not")),
        ("at_least", _("at least")), ("at_most", _("at most")),
    ]  # fmt: skip
    options = choices.answers(deck, question)
    exact = row.get("compare", "is") in ("is", "is_not")
    value = (
        _choice(row, "value", _("Answer"), options)
        if options and exact
        else _typed(row, "value", _("Answer"), "text")
    )
    return [
        _choice(row, "deck", _("Presentation"), choices.decks),
        _choice(row, "question", _("Question"), choices.questions(deck)),
        _choice(row, "compare", _("How it compares"), compare, default="is"),
        value,
    ]


def _last(row: Row, choices: Choices) -> list[Bit]:
    return [
        _choice(row, "verb", _("What happened"), choices.verbs, any=_("of any kind")),
        Bit(text=_("was more than")),
        _typed(row, "days", _("Days")),
        Bit(text=_("days ago")),
    ]


def _segment(row: Row, choices: Choices) -> list[Bit]:
    return [
        _yes_no(row, _("is in"), _("is not in")),
        _choice(row, "segment", _("Segment"), choices.segments),
    ]


_OF: dict[str, Callable[[Row, Choices], list[Bit]]] = {
    "reachable": _reachable,
    "touched": _touched,
    "bought": _bought,
    "slide": _slide,
    "answered": _answered,
    "last": _last,
    "segment": _segment,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page shows it. `inner`: of a group, with its `mode`."""

    path: str
    kind: str
    bits: Sequence[Bit] = ()
    complete: bool = True
    mode: str = ""
    inner: Sequence["Line"] = ()


def lines(draft: Draft, choices: Choices) -> list[Line]:
    def line(row: Row) -> Line:
        return Line(row.path, row.kind, bits(row, choices), row.part is not None)

    return [
        Line(row.path, "group", mode=row.mode, inner=[line(one) for one in row.rows])
        if isinstance(row, GroupRow)
        else line(row)
        for row in draft.rows
    ]


@dataclass(frozen=True, slots=True)
class Said:
    """A row read aloud; a group is its `mode` and its rows."""

    text: str = ""
    mode: str = ""
    inner: Sequence[str] = ()


def said(draft: Draft, choices: Choices) -> list[Said]:
    """Each row in words."""

    def one(row: Row) -> str:
        words = [
            it.said
            for it in bits(row, choices)
            # An empty choice of one more value is nothing to say.
            if not (it.name == "values" and not it.value) and it.said
        ]
        while words and words[-1] == pgettext("condition", "or"):
            words.pop()
        return f"{kind_names()[row.kind]}: {' '.join(words)}"

    return [
        Said(mode=row.mode, inner=[one(inner) for inner in row.rows])
        if isinstance(row, GroupRow)
        else Said(one(row))
        for row in draft.rows
    ]


def kinds() -> Options:
    names = kind_names()
    return [(kind, names[kind]) for kind in KINDS]
