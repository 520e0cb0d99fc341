"""The row of a deal, locked, with what holds for it; and its journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from krug.access.actions.scope import place_many
from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.signals import announce
from krug.sales.contract import Contract, Who
from krug.sales.errors import Closed, NotYours
from krug.sales.leading import rank_of
from krug.sales.models import Deal, DealEvent, Helper
from krug.sales.rules import reaches
from krug.sales.words import Outcome

Author = User | None
"""None is the console: whoever holds the machine."""


@dataclass(slots=True)
class Held:
    deal: Deal
    contract: Contract
    author: Author
    now: datetime

    def write(self, kind: str, **columns: Any) -> DealEvent:
        """A line of the journal, of where the deal stands now."""
        return DealEvent.objects.create(
            deal=self.deal,
            kind=kind,
            author=self.author,
            owner_id=columns.pop("owner_id", self.deal.owner_id),
            at=columns.pop("at", self.now),
            stage=self.deal.stage,
            **columns,
        )

    def demand(self, who: Who) -> None:
        """Raises NotYours for whoever is less to the deal than the method asks for."""
        if self.author is None:
            return
        if not reaches(rank_of(self.author, self.deal), who):
            raise NotYours

    def save(self, *names: str) -> None:
        self.deal.version += 1
        for name in names:
            self.deal.edited[name] = self.deal.version
        self.deal.save()
        announce("deal", {self.deal.pk})


def hold(author: Author, deal: Deal, ended: bool = False) -> Held:
    """For whoever may change deals. Inside a transaction. Raises NotAllowed, Closed (unless `ended`)."""
    if author is not None and not may(author, Permission.EDIT_DEALS):
        raise NotAllowed
    held = Deal.objects.select_for_update(of=("self",)).select_related("method").get(pk=deal.pk)
    if held.outcome != Outcome.OPEN and not ended:
        raise Closed
    return Held(held, held.method.meant, author, timezone.now())


def place_deals(deals: Sequence[Deal]) -> None:
    """Who sees them: the owner and those above him, helpers, and the unit's marketers, agents and heads."""
    helpers: dict[int, list[int]] = {}
    for deal, user in Helper.objects.filter(deal__in=deals).values_list("deal", "user"):
        helpers.setdefault(deal, []).append(user)
    place_many(
        (
            "deal",
            deal.pk,
            [("unit", deal.unit_id), *(("own", user) for user in {deal.owner_id, *helpers.get(deal.pk, ())})],
            deal.sort,
        )
        for deal in deals
    )
