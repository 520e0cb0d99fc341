"""Filter chips of lists: out of the address into a typed filter; what is not understood is left aside."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.listing.filters import filters_for, filters_of
from krug.customers.models import Affiliation, Organisation, Person, Trait
from krug.customers.numbers import any_tax_number
from krug.customers.queries import OrganisationFilters, PersonFilters
from krug.customers.queries.facets import COLUMNS, territories_of, values_of
from krug.customers.queries.traits import values_seen

LABELS: dict[str, Promise] = {
    "klass": gettext_lazy("Class"),
    "kind": gettext_lazy("Kind"),
    "specialty": gettext_lazy("Specialty"),
    "city": gettext_lazy("City"),
    "territory": gettext_lazy("Territory"),
    "tax_number": gettext_lazy("INN"),
    "trait": gettext_lazy("What we know"),
    "part": gettext_lazy("Part in decisions"),
}
OF = {
    "person": ("klass", "specialty", "city", "territory", "trait", "part"),
    "organisation": ("kind", "city", "territory"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: its name, what is chosen (`text`: in words), whether its values are loaded when opened."""

    name: str
    label: Promise | str
    value: str
    text: str


def filters_in(kind: str, query: QueryDict) -> PersonFilters | OrganisationFilters:
    return person_filters(query) if kind == "person" else organisation_filters(query)


def person_filters(query: QueryDict) -> PersonFilters:
    klass, part = query.get("klass", ""), query.get("part", "")
    return PersonFilters(
        klass=klass if klass in Person.Klass.values else "",
        specialty=query.get("specialty", "")[:80],
        city=query.get("city", "")[:80],
        territory=_number(query.get("territory")),
        organisation=_number(query.get("organisation")),
        trait=query.get("trait", "")[:120],
        part=part if part in Affiliation.Part.values else "",
        more=_more("person", query),
    )


def organisation_filters(query: QueryDict) -> OrganisationFilters:
    kind = query.get("kind", "")
    return OrganisationFilters(
        kind=kind if kind in Organisation.Kind.values else "",
        city=query.get("city", "")[:80],
        territory=_number(query.get("territory")),
        parent=_number(query.get("parent")),
        more=_more("organisation", query),
        tax_number=any_tax_number(query.get("tax_number", "")[:40]) or "",
    )


def _more(kind: str, query: QueryDict) -> tuple[tuple[str, str], ...]:
    """Filters that other domains brought: each judges its values itself."""
    return tuple((name, value[:200]) for name in filters_of(kind) if (value := query.get(name)))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def chips(request: SignedInRequest, kind: str, filters: Any) -> list[Chip]:
    own = [
        Chip(name, LABELS[name], str(value or ""), _text(request, kind, name, value))
        for name in OF[kind]
        for value in [getattr(filters, name)]
    ]
    chosen = dict(filters.more)
    return own + [
        Chip(one.name, one.label, value, one.words(request.user, value) if value else "")
        for one in filters_for(request.user, kind).values()
        for value in [chosen.get(one.name, "")]
    ]


def _text(request: SignedInRequest, kind: str, name: str, value: Any) -> str:
    if not value:
        return ""
    if name in COLUMNS[kind] or name == "klass":
        return str(value)
    if name == "trait":
        return trait_words(value)
    return next((str(text) for key, text in _choices(request, kind, name) if str(key) == str(value)), "–")


def trait_words(trait: str) -> str:
    """likes:coffee → Likes: coffee."""
    kind, _sep, text = trait.partition(":")
    if kind not in Trait.Kind.values:
        return "–"
    if kind == Trait.Kind.CHANNEL and text in Trait.Channel.values:
        text = str(Trait.Channel(text).label)
    return f"{Trait.Kind(kind).label}: {text}"


def _choices(request: SignedInRequest, kind: str, name: str) -> list[tuple[Any, Any]]:
    if name == "klass":
        return [(key, _("Class %s") % key) for key in ("A", "B", "C")]
    if name == "kind":
        return list(Organisation.Kind.choices)
    if name == "territory":
        return list(territories_of(request.user))
    if name == "part":
        return [choice for choice in Affiliation.Part.choices if choice[0]]
    if name == "trait":
        known = values_seen(request.user)
        return [(f"{one}:{key}", trait_words(f"{one}:{text}")) for one, key, text in known]
    return [(value, value) for value in values_of(request.user, kind, name)]


@require_safe
@require(Permission.SEE_CUSTOMERS)
def facet(request: SignedInRequest, kind: str, name: str) -> HttpResponse:
    """The values of one chip, asked for when it is opened."""
    brought = filters_for(request.user, kind).get(name)
    if name not in OF.get(kind, ()) and brought is None:
        raise Http404
    context = {
        "name": name,
        "value": request.GET.get(name, ""),
        "choices": brought.choices(request.user) if brought else _choices(request, kind, name),
        "list_url": "people" if kind == "person" else "organisations",
    }
    return render(request, "customers/facet.html", context)
