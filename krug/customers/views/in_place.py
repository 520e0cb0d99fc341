"""Editing one field where it stands: its form, the line after saving, what another hand had written."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import Choices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from krug.access.models import Territory, User
from krug.access.scopes import may_see, of_units
from krug.customers.data import Conflict
from krug.customers.errors import Invalid
from krug.customers.facts import CONTROLS, LABELS, Card, fact_of
from krug.customers.models import Organisation
from krug.customers.models.klass import Klass

Labels = Mapping[str, type[Choices]]
NO_LABELS: Labels = MappingProxyType({})


def editing(
    request: HttpRequest, card: Card, name: str, value: Any, errors: Sequence[Any] = ()
) -> HttpResponse:
    if request.GET.get("show"):
        return saved(request, card, name, [])
    context = {
        "card": card,
        "name": name,
        "label": LABELS[name],
        "control": CONTROLS.get(name, "text"),
        "value": value,
        "choices": _choices(request, card, name),
        "errors": errors,
        "chosen": getattr(card, name) if CONTROLS.get(name) == "pick" else None,
        "based_on": request.POST.get("based_on") or card.version,
        "title": name in ("full_name", "name"),
    }
    status = 422 if errors else 200
    return render(request, "customers/field_edit.html", context, status=status)


def wrong(
    request: HttpRequest, card: Card, name: str, values: dict[str, Any], invalid: Invalid
) -> HttpResponse:
    typed = values if name == "full_name" else values[name]
    typed = "\n".join(typed) if isinstance(typed, list) else typed
    return editing(request, card, name, typed, [error.message for error in invalid.errors])


def saved(request: HttpRequest, card: Card, name: str, conflicts: Sequence[Conflict]) -> HttpResponse:
    both = told(conflicts)
    if name in ("full_name", "name"):
        return render(request, "customers/name_shown.html", {"card": card, "conflicts": both})
    context = {"fact": fact_of(card, name), "conflicts": both, "editable": True}
    return render(request, "customers/fact.html", context)


def told(conflicts: Sequence[Conflict], choices: Labels = NO_LABELS) -> list[dict[str, Any]]:
    """What somebody else had written meanwhile, in words, and who it was."""
    names = {user.pk: user.name for user in User.objects.filter(id__in=_authors(conflicts))}
    return [
        {
            "other": _plain(choices[one.field](one.other).label if one.field in choices else one.other),
            "who": names.get(one.other_author or 0),
        }
        for one in conflicts
    ]


def _authors(conflicts: Sequence[Conflict]) -> set[int]:
    return {one.other_author for one in conflicts if one.other_author}


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")


def _choices(request: HttpRequest, card: Card, name: str) -> list[tuple[Any, Any]]:
    if name == "klass":
        return list(Klass.choices)
    if name == "kind":
        return list(Organisation.Kind.choices)
    if name == "territory":
        assert isinstance(request.user, User)
        territories = of_units(request.user, Territory.objects.filter(unit=card.unit_id).order_by("name"))
        return [("", "–"), *territories.values_list("id", "name")]
    return []


def demand_seen(request: HttpRequest, organisation: int | None) -> None:
    """The form names it by number: counting through them must not tell the names of others' organisations."""
    assert isinstance(request.user, User)
    if organisation is not None and not may_see(request.user, "organisation", organisation):
        raise Http404
