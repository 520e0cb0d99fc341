"""A row as a sentence: words between what is chosen and typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.segments.builder.bits import Bit, choice, days, typed, yes_no
from krug.segments.builder.choices import Choices, Options, with_value
from krug.segments.builder.draft import AT, AT_KINDS, CARD, KINDS, OWN, Draft, GroupRow, Row
from krug.segments.builder.own import own_bits, own_name
from krug.site.templatetags.money import SIGNS


def kind_names(of: str = "person") -> dict[str, str]:
    """What rows may be about, of persons or of organisations."""
    if of == "organisation":
        return {
            "klass": _("Class"),
            "organisation_kind": _("Kind"),
            "named": pgettext("an organisation", "Name"),
            "city": _("City"),
            "territory": _("Territory"),
            "parent": _("Belongs to"),
            "touched": _("Touches there"),
            "bought": _("Purchases"),
            "last": _("Last touch there"),
            "people": _("People there"),
            "segment": _("Another segment"),
        }
    return {
        "klass": _("Class"),
        "specialty": _("Specialty"),
        "city": _("City"),
        "territory": _("Territory"),
        "organisation_kind": _("Works at"),
        "worth": _("Worth"),
        "reachable": _("Phone or e-mail"),
        "touched": _("Touches"),
        "bought": _("Purchases"),
        "slide": _("Slide"),
        "answered": _("Answer to a question"),
        "last": _("Last touch"),
        "consented": _("Consent"),
        "segment": _("Another segment"),
    }


def bits(row: Row, choices: Choices) -> list[Bit]:
    """Everything of the sentence behind what the row is about."""
    if row.kind.startswith(AT):
        return bits(row.there, choices.other)
    if row.kind.startswith(OWN):
        return own_bits(row, choices)
    if row.kind in CARD:
        return _profile(row, choices)
    return _OF[row.kind](row, choices)


def _profile(row: Row, choices: Choices) -> list[Bit]:
    options = choices.of_field(row.kind)
    chosen = [value for value in row.values.get("values", []) if value]
    if row.kind == "parent":
        known = dict(options)
        options = [*options, *choices.heads_named([uid for uid in chosen if uid not in known])]
    found = [yes_no(row, pgettext("condition", "is"), pgettext("condition", "is not"))]
    for at, value in enumerate([*chosen, ""]):
        if at:
            found.append(Bit(text=pgettext("condition", "or")))
        left = [it for it in with_value(options, value) if it[0] == value or it[0] not in chosen]
        if value or left:
            first = ("", _("choose…") if not at else "…")
            label = kind_names(choices.kind)[row.kind]
            found.append(
                Bit(name="values", label=label, value=value, options=[first, *left], missing=not chosen)
            )
    if found[-1].text == pgettext("condition", "or"):
        found.pop()
    return found


def _reachable(row: Row, _choices: Choices) -> list[Bit]:
    by = [("phone", _("phone")), ("email", _("e-mail"))]
    has = yes_no(row, _("there is"), _("there is no"))
    return [has, choice(row, "by", _("What"), by, default="phone")]


def _touched(row: Row, choices: Choices) -> list[Bit]:
    did = row.get("did", "1")
    found = [
        Bit(
            name="did",
            label=_("Yes or no"),
            value=did,
            options=[("1", _("there are")), ("0", _("there are no"))],
        ),
        choice(row, "verb", _("What happened"), choices.verbs, any=_("any touches")),
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
            choice(row, "bound", _("How many"), bounds, default="at_least"),
            typed(row, "times", _("Times"), default="1"),
            Bit(text=_("times")),
        ]
    return [*found, *days(row)]


def _bought(row: Row, _choices: Choices) -> list[Bit]:
    bounds = [("at_least", _("for at least")), ("below", _("for less than"))]
    return [
        choice(row, "bound", _("More or less"), bounds, default="at_least"),
        typed(row, "sum", _("Sum"), "text"),
        choice(row, "currency", _("Currency"), list(SIGNS.items()), default="RUB"),
        *days(row),
    ]


def _slide(row: Row, choices: Choices) -> list[Bit]:
    did = [
        ("seen", _("was shown")), ("liked", _("was liked")), ("disliked", _("was disliked")),
        ("not-seen", _("was never shown")), ("not-liked", _("was not liked")),
    ]  # fmt: skip
    return [
        choice(row, "slide", _("Slide"), choices.slides(row.get("deck")), any=_("any")),
        Bit(text=pgettext("condition", "of")),
        choice(row, "deck", _("Presentation"), choices.decks),
        choice(row, "did", _("What became of it"), did, default="seen"),
        *days(row),
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
        choice(row, "value", _("Answer"), options)
        if options and exact
        else typed(row, "value", _("Answer"), "text")
    )
    return [
        choice(row, "deck", _("Presentation"), choices.decks),
        choice(row, "question", _("Question"), choices.questions(deck)),
        choice(row, "compare", _("How it compares"), compare, default="is"),
        value,
    ]


def _last(row: Row, choices: Choices) -> list[Bit]:
    return [
        choice(row, "verb", _("What happened"), choices.verbs, any=_("of any kind")),
        Bit(text=_("was more than")),
        typed(row, "days", _("Days")),
        Bit(text=_("days ago")),
    ]


def _consented(row: Row, choices: Choices) -> list[Bit]:
    said = [
        ("given", _("was given")),
        ("withdrawn", _("was withdrawn")),
        ("nothing", _("was never asked for")),
    ]
    return [
        choice(row, "purpose", _("Purpose"), choices.purposes),
        choice(row, "said", _("What he said"), said, default="given"),
    ]


def _segment(row: Row, choices: Choices) -> list[Bit]:
    return [
        yes_no(row, _("is in"), _("is not in")),
        choice(row, "segment", _("Segment"), choices.segments),
    ]


def _named(row: Row, _choices: Choices) -> list[Bit]:
    inside = yes_no(row, _("has inside"), _("does not have inside"))
    return [inside, typed(row, "text", _("A part of the name"), "text")]


def _people(row: Row, choices: Choices) -> list[Bit]:
    parts = [
        ("decides", _("people who decide")), ("influences", _("people who influence")),
        ("uses", _("people who use it themselves")), ("blocks", _("people who can block")),
    ]  # fmt: skip
    return [
        yes_no(row, _("at least"), _("fewer than")),
        typed(row, "at_least", _("How many"), default="1"),
        choice(row, "part", _("Part in decisions"), parts, any=_("people")),
        Bit(text=pgettext("people of a segment", "of the segment")),
        choice(row, "segment", _("Segment"), choices.other.segments, any=pgettext("segment", "any")),
    ]


_OF: dict[str, Callable[[Row, Choices], list[Bit]]] = {
    "reachable": _reachable,
    "touched": _touched,
    "bought": _bought,
    "slide": _slide,
    "answered": _answered,
    "last": _last,
    "consented": _consented,
    "segment": _segment,
    "named": _named,
    "people": _people,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page shows it. `inner`: of a group, with its `mode`. `beside`: what it is about, where
    that is not on offer.
    """

    path: str
    kind: str
    bits: Sequence[Bit] = ()
    complete: bool = True
    mode: str = ""
    inner: Sequence["Line"] = ()
    beside: str = ""


def lines(draft: Draft, choices: Choices) -> list[Line]:
    offered = {kind for _group, some in kinds(choices) for kind, _name in some}

    def line(row: Row) -> Line:
        shown = bits(row, choices)
        beside = "" if row.kind in offered else _about(row.kind, choices)
        return Line(row.path, row.kind, shown, row.part is not None, beside=beside)

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
        return f"{_about(row.kind, choices)}: {' '.join(words)}"

    return [
        Said(mode=row.mode, inner=[one(inner) for inner in row.rows])
        if isinstance(row, GroupRow)
        else Said(one(row))
        for row in draft.rows
    ]


def _about(kind: str, choices: Choices) -> str:
    if kind.startswith(AT):
        return _at(_about(kind.removeprefix(AT), choices.other))
    return own_name(kind, choices) if kind.startswith(OWN) else kind_names(choices.kind)[kind]


def _at(name: str) -> str:
    return _("Where he works · %s") % name


def kinds(choices: Choices) -> list[tuple[str, Options]]:
    """(heading, what a row may be about): what Krug has itself, own fields, where a person works."""
    names = kind_names(choices.kind)
    found: list[tuple[str, Options]] = [("", [(kind, names[kind]) for kind in KINDS[choices.kind]])]
    if own := _own(choices):
        found.append((_("Own fields"), own))
    if choices.kind == "person":
        names = kind_names("organisation")
        there = [*((kind, names[kind]) for kind in AT_KINDS), *_own(choices.other)]
        found.append((_("Where he works"), [(AT + kind, _at(name)) for kind, name in there]))
    return found


def _own(choices: Choices) -> list[tuple[str, str]]:
    return [(OWN + key, one.field.name) for key, one in choices.own_fields.items()]
