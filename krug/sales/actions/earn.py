"""A won deal brings its sellers what the method states (S12). Reopened, it takes that back by itself."""

from collections.abc import Iterable, Mapping, Sequence

from krug.access.models import User
from krug.sales.contract import Contract
from krug.sales.earning import Sellers, shares
from krug.sales.leading import leaders_of
from krug.sales.models import Closing, Earning, Helper

BATCH = 1000


def earn(closings: Sequence[Closing], contracts: Mapping[int, Contract]) -> None:
    """Of won deals that lie in memory. `contracts`: by version of the method. Inside a transaction."""
    won = [one for one in closings if one.won and contracts[one.deal.method_id].commission]
    if won:
        Earning.objects.bulk_create(_earnings(won, contracts), batch_size=BATCH)


def _earnings(won: Sequence[Closing], contracts: Mapping[int, Contract]) -> Iterable[Earning]:
    owners = User.objects.in_bulk({one.deal.owner_id for one in won})
    leaders = leaders_of(owners.values())
    helpers: dict[int, list[int]] = {}
    rows = Helper.objects.filter(deal__in=[one.deal_id for one in won])
    for helped, user in rows.values_list("deal", "user"):
        helpers.setdefault(helped, []).append(user)
    for one in won:
        deal = one.deal
        if deal.amount is None:
            continue
        owner = deal.owner_id
        sellers = Sellers(deal.registered_by_id, owner, helpers.get(deal.pk, ()), leaders[owner])
        for it in shares(contracts[deal.method_id].commission, deal.amount, sellers):
            yield Earning(
                closing=one,
                user_id=it.user,
                sharer=it.sharer,
                percent=it.percent,
                among=it.among,
                base=deal.amount,
                amount=it.amount,
                currency=deal.currency,
                at=one.at,
            )
