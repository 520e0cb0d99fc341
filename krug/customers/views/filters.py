"""Filter chips of lists: out of the address into a typed filter; what is not understood is left aside."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.listing.filters import Filter, filters_for, named_in, sources_of
from krug.customers.models import Affiliation, Organisation, Trait
from krug.customers.models.klass import Klass
from krug.customers.numbers import any_tax_number
from krug.customers.queries import OrganisationFilters, PersonFilters
from krug.customers.queries.facets import COLUMNS, territories_of, values_of
from krug.customers.queries.traits import values_seen
from krug.site.parts import go

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
LIST_URLS = {"person": "people", "organisation": "organisations"}
TYPED = ("from", "to", "has")
OF = {
    "person": ("klass", "specialty", "city", "territory", "trait", "part"),
    "organisation": ("kind", "klass", "city", "territory"),
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
    part = query.get("part", "")
    return PersonFilters(
        klass=_klass(query),
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
        klass=_klass(query),
        city=query.get("city", "")[:80],
        territory=_number(query.get("territory")),
        parent=_number(query.get("parent")),
        more=_more("organisation", query),
        tax_number=any_tax_number(query.get("tax_number", "")[:40]) or "",
    )


def _klass(query: QueryDict) -> str:
    klass = query.get("klass", "")
    return klass if klass in Klass.values else ""


def _more(kind: str, query: QueryDict) -> tuple[tuple[str, str], ...]:
    """Filters that other domains brought: each judges its values itself."""
    return tuple((name, value[:200]) for name in named_in(kind, sorted(query)) if (value := query.get(name)))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def chips(request: SignedInRequest, kind: str, filters: Any) -> list[Chip]:
    own = [
        Chip(name, LABELS[name], str(value or ""), _text(request, kind, name, value))
        for name in OF[kind]
        for value in [getattr(filters, name)]
    ]
    chosen = dict(filters.more)
    brought = [
        Chip(one.name, one.label, value, one.words(request.user, value) if value else "")
        for one in filters_for(request.user, kind, chosen).values()
        for value in [chosen.get(one.name, "")]
    ]
    beside = [
        Chip(prefix.rstrip("."), source.label, "", "")
        for prefix, source in sources_of(kind).items()
        if source.any(request.user)
    ]
    return own + brought + beside


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
    """The values of one chip, asked for when it is opened; what was typed there leads to the list."""
    if source := sources_of(kind).get(f"{name}."):
        fields = [(one.name, one.label) for one in source.filters(request.user)]
        return render(request, "customers/facet_fields.html", {"kind": kind, "fields": fields})
    brought = filters_for(request.user, kind, [name]).get(name)
    if name not in OF.get(kind, ()) and brought is None:
        raise Http404
    typed = typed_in(request.GET)
    if brought and typed is not None and _means(request, brought, typed):
        query = request.GET.copy()
        for gone in (*TYPED, "after"):
            query.pop(gone, None)
        query[name] = typed
        return go(request, f"{reverse(LIST_URLS[kind])}?{query.urlencode()}")
    context = {
        "kind": kind,
        "name": name,
        "value": request.GET.get(name, ""),
        "choices": brought.choices(request.user) if brought else _choices(request, kind, name),
        "list_url": LIST_URLS[kind],
        "brought": brought,
        "typed": {one: request.GET.get(one, "") for one in TYPED},
        "wrong": typed is not None,
    }
    return render(request, "customers/facet.html", context, status=422 if typed is not None else 200)


def typed_in(query: QueryDict) -> str | None:
    """A filter's value out of its form: from … to, or a text; None: nothing was typed."""
    if not set(query) & set(TYPED):
        return None
    if text := query.get("has", "").strip():
        return f"has:{text}"[:200]
    return f"{query.get('from', '').strip()}..{query.get('to', '').strip()}"[:200]


def _means(request: SignedInRequest, one: Filter, value: str) -> bool:
    try:
        one.words(request.user, value)
    except Http404:
        return False
    return True
