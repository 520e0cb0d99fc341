"""Saved views that somebody may open: his own, his teams', his unit's."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from krug.access.models import Role, Scope, User
from krug.access.scopes import scope_ids
from krug.customers.listing.filters import filters_for
from krug.customers.listing.meant import Meant
from krug.customers.models import RoleView, SavedView


def views_of(viewer: User, kind: str) -> list[SavedView]:
    """By name, his own first."""
    found = _usable(viewer, kind, _rows(viewer).filter(kind=kind).order_by("name", "id"))
    return sorted(found, key=lambda view: view.author_id != viewer.pk)


def reach_view(viewer: User, uid: Any, removed: bool = False) -> SavedView:
    """A view that he may open, or Http404."""
    found = _rows(viewer, removed).filter(uid=uid).first()
    if found is None or not _usable(viewer, found.kind, [found]):
        raise Http404
    return found


def view_of_role(viewer: User, kind: str) -> SavedView | None:
    """What his role begins this list with."""
    held = RoleView.objects.filter(unit=viewer.unit_id, role=viewer.role, kind=kind, view__removal=None)
    found = held.select_related("view").first()
    return (
        found.view
        if found and found.view.share == SavedView.Share.UNIT and _usable(viewer, kind, [found.view])
        else None
    )


def meant_by(view: SavedView) -> Meant:
    return Meant.model_validate(view.meant)


def roles_of(view: SavedView) -> set[str]:
    return set(RoleView.objects.filter(view=view).values_list("role", flat=True))


def _rows(viewer: User, removed: bool = False) -> QuerySet[SavedView]:
    rows = SavedView.objects.filter(removal__isnull=not removed).select_related("author")
    share = SavedView.Share
    teams = Scope.objects.filter(kind=Scope.Kind.TEAM, id__in=scope_ids(viewer)).values("ref")
    of_team = Q(share=share.TEAM) & (Q(team=viewer.team_id) | Q(team__in=teams))
    of_unit = Q(share=share.UNIT) if viewer.role == Role.ADMIN else Q(share=share.UNIT, unit=viewer.unit_id)
    return rows.filter(Q(author=viewer) | of_team | of_unit)


def _usable(viewer: User, kind: str, views: Iterable[SavedView]) -> list[SavedView]:
    """Those of which he may use every filter that other domains brought."""
    needed = {view: {one.name for one in meant_by(view).more} for view in views}
    known = filters_for(viewer, kind, {name for names in needed.values() for name in names}).keys()
    return [view for view, names in needed.items() if names <= known]
