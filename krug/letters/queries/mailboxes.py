"""Whose mailboxes are whose."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from krug.access.models import Role, Scope, User
from krug.access.rules import Permission, may
from krug.access.scopes import scopes_by_kind
from krug.letters.models import Mailbox
from krug.letters.words import Stopped


def usable(user: User) -> QuerySet[Mailbox]:
    """His own, and those that his team or his unit shares: he reads what went through them.

    A collecting one is nobody's: each copy in it is of whoever sent it.
    """
    teams = Scope.objects.filter(pk__in=scopes_by_kind(user).get(Scope.Kind.TEAM, frozenset()))
    shared = Q(owner=None, collects=False, unit=user.unit_id) & (
        Q(team=None) | Q(team=user.team_id) | Q(team__in=teams.values("ref"))
    )
    return Mailbox.objects.filter(Q(owner=user) | shared)


def writable(user: User) -> list[Mailbox]:
    """From which he may write, his own first."""
    rows = usable(user).filter(stopped=Stopped.NO).order_by("id")
    return sorted(rows, key=lambda one: one.owner_id != user.pk)


def managed(user: User) -> QuerySet[Mailbox]:
    """His own, and the shared ones where he looks after them. Of others' he learns how they are, no more."""
    mine = Q(owner=user)
    if may(user, Permission.MANAGE_MAILBOXES):
        mine |= Q(owner=None) if user.role == Role.ADMIN else Q(owner=None, unit=user.unit_id)
    return Mailbox.objects.filter(mine)


def watched(user: User) -> QuerySet[Mailbox]:
    """Of colleagues: how they are is shown to whoever looks after mailboxes, and he may stop them."""
    if not may(user, Permission.MANAGE_MAILBOXES):
        return Mailbox.objects.none()
    rows = Mailbox.objects.exclude(owner=None).exclude(owner=user)
    return rows if user.role == Role.ADMIN else rows.filter(unit=user.unit_id)


def reach_mailbox(user: User, uid: UUID) -> Mailbox:
    return get_object_or_404(managed(user).select_related("unit", "owner", "team"), uid=uid)
