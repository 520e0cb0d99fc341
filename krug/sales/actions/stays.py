"""What is kept of deals' stays is made what their journals say. Called by `settle`, in its transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, fields

from krug.sales.deviating import Course
from krug.sales.models import Deal, Stay
from krug.sales.stays import Stayed, stays

NAMES = [field.name for field in fields(Stayed)]


def keep_stays(deals: Sequence[Deal], found: dict[int, Course]) -> None:
    """Nothing is written where nothing changed."""
    kept: dict[int, dict[int, Stay]] = defaultdict(dict)
    for row in Stay.objects.filter(deal__in=deals):
        kept[row.deal_id][row.number] = row
    new, other, gone = list[Stay](), list[Stay](), list[int]()
    for deal in deals:
        there = kept[deal.pk]
        for number, it in enumerate(stays(found[deal.pk])):
            stale = there.pop(number, None)
            if stale is None:
                new.append(Stay(deal=deal, number=number, **asdict(it)))
            elif any(getattr(stale, name) != getattr(it, name) for name in NAMES):
                for name in NAMES:
                    setattr(stale, name, getattr(it, name))
                other.append(stale)
        gone += [stale.pk for stale in there.values()]
    Stay.objects.bulk_create(new, batch_size=500)
    Stay.objects.bulk_update(other, NAMES, batch_size=200)
    if gone:
        Stay.objects.filter(pk__in=gone).delete()
