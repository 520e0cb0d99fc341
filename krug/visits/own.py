"""Visits have own fields: how krug.fields reaches them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.fields.kinds import Kind, Row, register
from krug.visits.models import Visit


def visit_row(visit: Visit) -> Row:
    return Row(visit.pk, visit.uid, visit.unit_id, [visit.pk])


def _visit(viewer: User, uid: UUID) -> Row:
    return visit_row(reach(viewer, Visit.objects.all(), uid=uid))


def _units(rows: Collection[int]) -> dict[int, int]:
    return dict(Visit.objects.filter(pk__in=rows).values_list("id", "unit"))


def _edited(rows: Collection[int]) -> None:
    Visit.objects.filter(pk__in=rows).update(version=F("version") + 1)


def register_all() -> None:
    register(
        Kind("visit", _("Visits"), Permission.PLAN_VISITS, Permission.PLAN_VISITS, _visit, _units, _edited)
    )
