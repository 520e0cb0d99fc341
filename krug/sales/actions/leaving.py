"""When somebody leaves, all his open deals are another's in one action."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import Role, User
from krug.access.rules import Permission, may
from krug.access.signals import announce
from krug.sales.actions.held import Author, place_deals
from krug.sales.errors import NotYours
from krug.sales.leading import rank_over
from krug.sales.models import Deal, DealEvent
from krug.sales.rules import reaches
from krug.sales.signals import all_handed_over
from krug.sales.words import Kind, Outcome
from krug.site import writing

BATCH = 500


def hand_over_all(author: Author, leaver: User, owner: User, reason: str = "") -> int:
    """Every open deal of one seller goes to another; how many. In batches: what is done stays done.

    For whoever leads him: as in `hand_over`, a manager does not give away his own.
    Raises NotAllowed, NotYours, Invalid.
    """
    if author is not None:
        _demand(author, leaver)
    if owner.unit_id != leaver.unit_id or not owner.is_active or not may(owner, Permission.EDIT_DEALS):
        message = _("Choose somebody of the same unit who has deals.")
        raise Invalid([FieldError("owner", owner.name, "wrong_owner", message)])
    if owner.pk == leaver.pk:
        raise Invalid([FieldError("owner", owner.name, "same", _("They are his already."))])
    count = 0
    while done := _batch(author, leaver, owner, writing.text(reason)[:500]):
        count += done
    all_handed_over.send(sender=None, leaver=leaver, owner=owner, author=author)
    return count


def open_deals_of(leaver: User) -> QuerySet[Deal]:
    """In his own unit: a deal stays in the unit whose method it follows."""
    return Deal.objects.filter(owner=leaver, unit=leaver.unit_id, outcome=Outcome.OPEN)


def leads(author: User, leaver: User) -> bool:
    """Whether he may give the other's deals away: his manager, the head of his unit, an administrator."""
    near = author.role == Role.ADMIN or author.unit_id == leaver.unit_id
    return near and reaches(rank_over(author, leaver.pk), "manager")


def _demand(author: User, leaver: User) -> None:
    if not may(author, Permission.EDIT_DEALS):
        raise NotAllowed
    if not leads(author, leaver):
        raise NotYours


@transaction.atomic
def _batch(author: Author, leaver: User, owner: User, reason: str) -> int:
    deals: Sequence[Deal] = list(open_deals_of(leaver).select_for_update().order_by("id")[:BATCH])
    now = timezone.now()
    for deal in deals:
        deal.owner = owner
        deal.version += 1
        deal.edited["owner"] = deal.version
    Deal.objects.bulk_update(deals, ["owner", "version", "edited"], batch_size=BATCH)
    DealEvent.objects.bulk_create(
        DealEvent(
            deal=deal, kind=Kind.OWNER, at=now, author=author, owner=owner, stage=deal.stage, note=reason
        )
        for deal in deals
    )
    place_deals(deals)
    changed = [(deal.pk, {"owner": leaver.pk}, {"owner": owner.pk}) for deal in deals]
    audit.record_many(author, "handed_over", "deal", changed)
    announce("deal", {deal.pk for deal in deals})
    return len(deals)
