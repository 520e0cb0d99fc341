"""What a card shows beside the name, one line a field, and how each field is edited in place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.customers.models import ContactPoint, Organisation, Person

Card = Person | Organisation
LABELS: Mapping[str, Promise] = {
    "full_name": _("Name"),
    "name": pgettext_lazy("an organisation", "Name"),
    "kind": _("Kind"),
    "klass": _("Class"),
    "specialty": _("Specialty"),
    "organisation": _("Works at"),
    "parent": _("Part of"),
    "phones": _("Phones"),
    "emails": _("E-mails"),
    "city": _("City"),
    "address": _("Address"),
    "territory": _("Territory"),
    "note": _("Note"),
    "birth": _("Date of birth"),
    "tax_number": _("INN"),
    "tax_reason": _("KPP"),
    "state_number": _("OGRN"),
}
CONTROLS = {
    "full_name": "names",
    "klass": "choice",
    "kind": "choice",
    "organisation": "pick",
    "parent": "pick",
    "territory": "choice",
    "phones": "lines",
    "emails": "lines",
    "note": "area",
    "address": "area",
    "birth": "date",
}
"""How a field is edited; what is not named: one line of text."""
PERSON_FACTS = (
    "klass", "specialty", "organisation", "phones", "emails", "city", "address", "territory", "birth", "note",
)  # fmt: skip
ORGANISATION_FACTS = (
    "kind", "klass", "parent", "tax_number", "tax_reason", "state_number", "phones", "emails", "city",
    "address", "territory",
)  # fmt: skip
NAMES = ("last_name", "first_name", "middle_name")
REFERENCES = ("organisation", "parent", "territory")
POINT_KINDS = {"phones": ContactPoint.Kind.PHONE, "emails": ContactPoint.Kind.EMAIL}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card. `lines`: what is shown; `href`: where a press on it leads; `edit`: its form."""

    name: str
    label: Promise
    control: str
    lines: list[str]
    links: list[str]
    edit: str

    @property
    def id(self) -> str:
        return f"fact-{self.name}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.lines, self.links or [""] * len(self.lines), strict=True))


def facts_of(card: Card, points: Iterable[ContactPoint] | None = None) -> list[Fact]:
    """All lines of a card; `organisation` and `territory` should be loaded with it.

    `points`: shown instead of the card's own, such as those of all who were merged into it.
    """
    # Where a person works is a list of its own on his card.
    names = (
        [name for name in PERSON_FACTS if name != "organisation"]
        if isinstance(card, Person)
        else ORGANISATION_FACTS
    )
    shown = list(card.contact_points.all() if points is None else points)
    return [fact_of(card, name, shown) for name in names]


def fact_of(card: Card, name: str, points: Iterable[ContactPoint] | None = None) -> Fact:
    lines, links = _shown(card, name, points)
    url = "person-field" if isinstance(card, Person) else "organisation-field"
    edit = reverse(url, args=[card.uid, name])
    return Fact(name, LABELS[name], CONTROLS.get(name, "text"), lines, links, edit)


def known(card: Card, name: str) -> bool:
    names = ("full_name", *PERSON_FACTS) if isinstance(card, Person) else ("name", *ORGANISATION_FACTS)
    return name in names


def _shown(
    card: Card, name: str, points: Iterable[ContactPoint] | None = None
) -> tuple[list[str], list[str]]:
    if name in POINT_KINDS:
        every = card.contact_points.all() if points is None else points
        mine = [point for point in every if point.kind == POINT_KINDS[name]]
        scheme = "tel" if name == "phones" else "mailto"
        return [point.value for point in mine], [f"{scheme}:{point.normal}" for point in mine]
    if name in REFERENCES:
        other = getattr(card, name)
        if isinstance(other, Organisation):
            other = other.standing
        links = [reverse("organisation", args=[other.uid])] if other and name != "territory" else []
        return ([other.name] if other else []), links
    if isinstance(value := getattr(card, name), date):
        return [date_format(value, "j E Y")], []
    display: Callable[[], str] | None = getattr(card, f"get_{name}_display", None)
    text = str(display()) if display and getattr(card, name) else str(getattr(card, name) or "")
    return ([text] if text else []), []


def typed(card: Card, name: str) -> Any:
    """The field's value as its form starts with it."""
    if name == "full_name":
        return {part: getattr(card, part) for part in NAMES}
    if name in POINT_KINDS:
        return "\n".join(_shown(card, name)[0])
    if name in REFERENCES:
        return getattr(card, f"{name}_id")
    if name == "birth":
        return card.birth.isoformat() if isinstance(card, Person) and card.birth else ""
    return getattr(card, name)


def number(text: str | None) -> int | None:
    """The id or version that a form names; None for anything else, numbers beyond a database's too."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def read(name: str, posted: QueryDict) -> dict[str, Any]:
    """Fields and values for the action, out of the form of one fact."""
    if name == "full_name":
        return {part: posted.get(part, "") for part in NAMES}
    value = posted.get(name, "")
    if name in POINT_KINDS:
        return {name: [line.strip() for line in value.splitlines() if line.strip()]}
    if name in REFERENCES:
        return {name: number(value)}
    return {name: value}


def name_of(card: Card) -> str:
    return card.full_name if isinstance(card, Person) else card.name
