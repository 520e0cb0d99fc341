"""Deals have own fields: how krug.fields reaches them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.fields.kinds import Kind, Row, register
from krug.sales.models import Deal


def _deal(viewer: User, uid: UUID) -> Row:
    deal = reach(viewer, Deal.objects.all(), uid=uid)
    return Row(deal.pk, deal.uid, deal.unit_id, [deal.pk])


def _units(rows: Collection[int]) -> dict[int, int]:
    return dict(Deal.objects.filter(pk__in=rows).values_list("id", "unit"))


def _edited(rows: Collection[int]) -> None:
    Deal.objects.filter(pk__in=rows).update(version=F("version") + 1)


def register_all() -> None:
    register(Kind("deal", _("Deals"), Permission.SEE_DEALS, Permission.EDIT_DEALS, _deal, _units, _edited))
