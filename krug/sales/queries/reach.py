"""Deals and methods as a viewer sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from krug.access import paging
from krug.access.errors import FieldError, Invalid
from krug.access.models import User
from krug.access.scopes import of_units, only_seen, reach, seen_among, visible
from krug.customers.models import Organisation, Person
from krug.customers.queries.organisations import cards_of
from krug.sales.models import Deal, Method

T = TypeVar("T")
WITH = ("method__method", "owner", "registered_by", "person__canonical", "organisation__canonical")


def reach_deal(viewer: User, uid: UUID) -> Deal:
    """Http404 for outsiders."""
    return reach(viewer, Deal.objects.select_related(*WITH), uid=uid)


def reach_method(viewer: User, uid: UUID) -> Method:
    """Of his unit. Http404 for outsiders."""
    return get_object_or_404(of_units(viewer, Method.objects.all()), uid=uid)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deals of a list; what is empty is not asked."""

    outcome: str = ""
    stage: str = ""
    owner: int | None = None
    person: int | None = None
    organisation: int | None = None

    @property
    def filters(self) -> dict[str, object]:
        given = {name: getattr(self, name) for name in ("outcome", "stage", "owner")}
        found: dict[str, object] = {name: value for name, value in given.items() if value not in ("", None)}
        # A deal keeps the card that it was opened with: whoever was merged brings his along.
        if self.person:
            found["person__in"] = Person.objects.filter(Q(pk=self.person) | Q(canonical=self.person))
        if self.organisation:
            found["organisation__in"] = cards_of(self.organisation)
        return found


def deals_page(
    viewer: User, asked: Asked, after: str | None = None, limit: int = paging.LIMIT
) -> tuple[list[Deal], str | None]:
    """The newest first, and the cursor of what follows."""
    rows = Deal.objects.filter(**asked.filters).select_related(*WITH).order_by("-id")
    name = f"deals:{asked}"
    start = paging.position(after, name)
    if start is not None:
        rows = rows.filter(pk__lt=start[0])
    found = list(_seen(viewer, rows, asked)[: limit + 1])
    following = paging.cursor([found[limit - 1].pk], name) if len(found) > limit else None
    return found[:limit], following


def _seen(viewer: User, rows: QuerySet[Deal], asked: Asked) -> QuerySet[Deal]:
    """Of one customer's few deals each is looked at; of all of them those that he sees are listed."""
    if asked.person or asked.organisation:
        return only_seen(viewer, rows)
    return rows.filter(pk__in=visible(viewer, "deal"))


def customers_seen(viewer: User, deals: Sequence[Deal]) -> tuple[set[int], set[int]]:
    """Persons and organisations (those that stand) of these deals whose cards he sees."""
    people = {deal.person.canonical_id or deal.person.pk for deal in deals if deal.person}
    places = {deal.organisation.standing.pk for deal in deals if deal.organisation}
    return seen_among(viewer, "person", people), seen_among(viewer, "organisation", places)


def standing_person(deal: Deal) -> Person | None:
    return (deal.person.canonical or deal.person) if deal.person else None


def standing_organisation(deal: Deal) -> Organisation | None:
    return deal.organisation.standing if deal.organisation else None


def colleague(viewer: User, uid: UUID) -> User:
    """Somebody of his unit who works here. Http404 for others."""
    found = of_units(viewer, User.objects.filter(is_active=True)).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def named(field: str, find: Callable[[User, UUID], T], viewer: User, uid: UUID) -> T:
    """A row that the input names. Raises Invalid naming the field where there is none that he sees."""
    try:
        return find(viewer, uid)
    except Http404 as error:
        message = _("There is nothing of this uid that you see.")
        raise Invalid([FieldError(field, str(uid), "not_found", message)]) from error
