"""What closed deals teach, worked out anew every night."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from krug.sales.actions.judge import judge
from krug.sales.models import Closing, Deal, MethodVersion, UsualCost
from krug.sales.stopping import CENT, counted
from krug.sales.words import Outcome

LOOKED_BACK = timedelta(days=730)


def learn(now: datetime) -> None:
    learn_costs(now)


def learn_costs(now: datetime) -> set[int]:
    """What deals that were won by each method cost. Returns methods of which something is new."""
    prices = {row.pk: row.meant for row in MethodVersion.objects.filter(publication__isnull=False)}
    methods = dict(MethodVersion.objects.values_list("id", "method"))
    sums, counts = defaultdict[int, Decimal](Decimal), defaultdict[int, int](int)
    won = Closing.objects.filter(won=True, reopened_at=None, at__gt=now - LOOKED_BACK)
    for version, effort in won.values_list("deal__method", "effort").iterator(chunk_size=2000):
        touches = {"visits": Decimal(effort["meetings"]), "calls": Decimal(effort["calls"])}
        sums[methods[version]] += Decimal(effort["spent"]) + counted(prices[version], touches)
        counts[methods[version]] += 1
    known = UsualCost.objects.in_bulk(field_name="method_id")
    changed = set[int]()
    for method in {*counts, *known}:
        count = counts[method]
        money = (sums[method] / count).quantize(CENT) if count else Decimal(0)
        row = known.get(method)
        if row is None or (row.deals, row.money) != (count, money):
            values = {"deals": count, "money": money, "at": now}
            UsualCost.objects.update_or_create(method_id=method, defaults=values)
            changed.add(method)
    running = Deal.objects.filter(outcome=Outcome.OPEN, method__method__in=changed)
    judge(list(running.values_list("id", flat=True)), now)
    return changed
