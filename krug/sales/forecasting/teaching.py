"""What the deals of each unit came to, worked out anew every night."""

from datetime import datetime

from krug.access.models import Unit
from krug.sales.forecasting import chances
from krug.sales.forecasting.courses import courses_of
from krug.sales.models import ChanceModel


def learn_chances(now: datetime) -> int:
    """Returns of how many units there is something to say; of the others what was learnt once goes."""
    told = 0
    for unit in Unit.objects.values_list("id", flat=True):
        model = chances.learn(courses_of(unit, now), now)
        if model is None:
            ChanceModel.objects.filter(unit=unit).delete()
            continue
        values = {"at": now, "held": chances.dumped(model)}
        ChanceModel.objects.update_or_create(unit_id=unit, defaults=values)
        told += 1
    return told
