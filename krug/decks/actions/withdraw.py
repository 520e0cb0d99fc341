"""A publishing taken back: the group's people lose the deck at their next sync."""

from django.db import transaction

from krug.access.audit import record
from krug.access.models import User
from krug.access.rules import Permission
from krug.decks.actions.placing import demand_maker, place_deck
from krug.decks.models import Deck, Publishing, Withdrawal


@transaction.atomic
def withdraw(author: User, publishing: Publishing, reason: str = "") -> Withdrawal:
    """Withdrawing again changes nothing. Raises NotAllowed."""
    deck = Deck.objects.select_for_update().get(versions=publishing.version_id)
    demand_maker(author, deck.unit_id, Permission.PUBLISH_DECKS)
    withdrawal, new = Withdrawal.objects.get_or_create(
        publishing=publishing, defaults={"author": author, "reason": reason.strip()[:300]}
    )
    if new:
        after = {
            "version": publishing.version.number,
            "group": publishing.group_id,
            "reason": withdrawal.reason,
        }
        record(author, "withdraw", "deck", deck.id, after=after)
        place_deck(deck)
    return withdrawal
