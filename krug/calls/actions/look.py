"""Whose card a ring has shown to whom is written down: once for each call, however often it is drawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.calls.models import Leg
from krug.calls.queries.screen import Card


def shown(viewer: User, cards: Sequence[Card], now: datetime) -> None:
    named = {card.call.pk: card.who.person.pk for card in cards if card.who.person is not None}
    fresh = Leg.objects.filter(call__in=named, staff=viewer, shown_at=None)
    for pk, call in list(fresh.values_list("pk", "call")):
        with transaction.atomic():
            if Leg.objects.filter(pk=pk, shown_at=None).update(shown_at=now):
                audit.record_read(viewer, "person", named[call])
