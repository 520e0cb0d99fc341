"""Proposals a viewer may read, and those whose answer nobody has read yet."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from krug.access.models import User
from krug.access.scopes import may_see
from krug.sales.models import Proposal
from krug.sales.proposing import links

MOST = 20


def reach_proposal(viewer: User, uid: UUID) -> Proposal:
    """Of a deal that he sees."""
    row = _whole().filter(uid=uid).first()
    if row is None or not may_see(viewer, "deal", row.deal_id):
        raise Http404
    return row


def by_link(uid: UUID, key: str) -> Proposal:
    """For whoever has its address: what did not go out is nobody's to read."""
    row = _whole().filter(uid=uid, sent_at__isnull=False, paper__isnull=False).first()
    if row is None or not links.fits(row.uid, row.turn, key):
        raise Http404
    return row


def replied_to(owner: User) -> Sequence[Proposal]:
    """Of his own deals, answered and not yet noticed, the oldest first."""
    rows = _whole().filter(deal__owner=owner, replied_at__isnull=False, noticed_at=None)
    return list(rows.order_by("replied_at", "pk")[:MOST])


def _whole() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("deal__method", "deal__organisation", "deal__owner", "person")
