"""A thread is tied to a deal or untied by hand, and made private."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.letters.models import Correspondent, Mailbox, Thread
from krug.letters.words import Tied
from krug.sales.models import Deal
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.queries import by_ids
from krug.touches.touch import Touch

KEPT = (
    *("at", "identity", "organisation", "channel", "direction", "verb", "object_kind", "object_id"),
    *("staff", "data"),
)


@transaction.atomic
def tie(author: User, thread: Thread, deal: Deal | None) -> Thread:
    """What its letters prove is that deal's from now on; None: of no single deal. Again: no change."""
    if not may(author, Permission.EDIT_DEALS):
        raise NotAllowed
    held = Thread.objects.select_for_update().get(pk=thread.pk)
    if deal is not None and deal.unit_id != held.unit_id:
        message = _("The deal is of another unit.")
        raise Invalid([FieldError("deal", str(deal.uid), "other_unit", message)])
    if held.deal_id == (deal.pk if deal else None):
        return held
    before = held.deal_id
    held.deal, held.tied = deal, Tied.HAND if deal else Tied.NO
    held.save(update_fields=["deal", "tied"])
    _retouch(author, held)
    audit.record(author, "tied", "thread", held.pk, {"deal": before}, {"deal": held.deal_id})
    return held


def _retouch(author: User, thread: Thread) -> None:
    """The same touches with another cause: each stands in the place of the one before."""
    rows = list(Correspondent.objects.filter(letter__thread=thread, touch__isnull=False).order_by("id"))
    live = by_ids([one.touch for one in rows if one.touch])
    touches = []
    for row in rows:
        old = live.get(row.touch) if row.touch else None
        if old is None:
            continue
        row.touch = uuid7()
        values = {name: getattr(old, name) for name in KEPT}
        cause = ("deal", str(thread.deal.uid)) if thread.deal else ("", "")
        touches.append(Touch(id=row.touch, replaces=old.id, cause_kind=cause[0], cause_id=cause[1], **values))
    append(touches, f"user:{author.pk}")
    Correspondent.objects.bulk_update(rows, ["touch"], batch_size=500)


@transaction.atomic
def set_private(author: User, thread: Thread, private: bool) -> Thread:
    """Of whose mailboxes it went through, nobody else. Raises NotAllowed."""
    owners = Mailbox.objects.filter(copies__letter__thread=thread).values_list("owner", flat=True)
    if author.pk not in owners:
        raise NotAllowed(_("Whose mailbox it went through decides."))
    if Thread.objects.filter(pk=thread.pk, private=not private).update(private=private):
        audit.record(author, "made_private" if private else "made_open", "thread", thread.pk)
    thread.private = private
    return thread
