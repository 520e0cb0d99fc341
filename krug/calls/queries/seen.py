"""Whose calls a viewer sees: his own, those of whoever he leads, what nobody took at his team's numbers."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from krug.access.models import Role, Scope, User
from krug.access.scopes import visible_staff
from krug.calls.models import Call, Leg, Todo

WITH = ("provider", "line__team", "staff", "person__canonical", "organisation__canonical", "unit")
WHOLE = (Role.HEAD, Role.INTEGRATOR)


def seen(viewer: User) -> QuerySet[Call]:
    staff = visible_staff(viewer).values("pk")
    rang = Exists(Leg.objects.filter(call=OuterRef("pk"), staff=viewer))
    return Call.objects.filter(Q(staff__in=staff) | rang | (Q(staff=None) & nobodys(viewer)))


def nobodys(viewer: User, at: str = "") -> Q:
    """Calls that nobody took: of the team of the number, of the whole unit where the number has none.

    `at`: the way from the row that is asked to the call.
    """
    if viewer.role == Role.ADMIN:
        return Q()
    unit = Q(**{f"{at}unit": viewer.unit_id})
    if viewer.role in WHOLE:
        return unit
    teams = _teams(viewer)
    here = Q(**{f"{at}line": None}) | Q(**{f"{at}line__team": None}) | Q(**{f"{at}line__team__in": teams})
    return unit & here


def _teams(viewer: User) -> Any:
    """His own and, for who leads one, those below it."""
    if viewer.role == Role.MANAGER:
        return Scope.objects.filter(kind=Scope.Kind.TEAM, users__user_id=viewer.pk).values("ref")
    return [viewer.team_id] if viewer.team_id else []


def reach_call(viewer: User, uid: UUID) -> Call:
    """Http404 for outsiders."""
    return get_object_or_404(seen(viewer).select_related(*WITH), uid=uid)


def may_hear(viewer: User, call: Call) -> bool:
    """The recording: who talked, and whoever leads him."""
    return call.staff_id is not None and visible_staff(viewer).filter(pk=call.staff_id).exists()


def may_write(viewer: User, call: Call) -> bool:
    """Its note, how it ended and who it was: who talked, and whoever leads him; of what nobody took, anybody.

    At a colleague it only rang: he sees the call, and what was said in it is not his to tell.
    """
    return call.staff_id in (None, viewer.pk) or may_hear(viewer, call)


def reach_to_write(viewer: User, uid: UUID) -> Call:
    """Http404 for outsiders, and for whoever only sees it."""
    call = reach_call(viewer, uid)
    if not may_write(viewer, call):
        raise Http404
    return call


def todos_of(viewer: User) -> QuerySet[Todo]:
    """What stands for him to do: his own, and what anybody of his team may do."""
    anybodys = Q(owner=None) & nobodys(viewer, "call__")
    return Todo.objects.filter(Q(owner=viewer) | anybodys, done_at=None)


def reach_todo(viewer: User, uid: UUID) -> Todo:
    """His own, or of whoever he leads, or anybody's of his team; done ones too, to take that back."""
    mine = Q(owner__in=visible_staff(viewer).values("pk")) | (Q(owner=None) & nobodys(viewer, "call__"))
    return get_object_or_404(Todo.objects.filter(mine).select_related("call"), uid=uid)
