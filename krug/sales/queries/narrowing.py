"""What narrows boards and lists: whose deals, which sleep, which stay too long at their stage."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from krug.sales.models import Deal, Justification, StopSign

SILENT = (3, 7, 14, 30)
"""Days that are offered."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """`owner`: by id; `silent`: no word exchanged for so many days; `late`: over the hours of its stage.

    `stop`: a stop sign stands that nobody has justified.
    """

    owner: int | None = None
    silent: int | None = None
    late: bool = False
    stop: bool = False

    def of(self, rows: QuerySet[Deal], now: datetime) -> QuerySet[Deal]:
        if self.owner is not None:
            rows = rows.filter(owner=self.owner)
        if self.silent is not None:
            rows = rows.filter(silent_since__lt=now - timedelta(days=self.silent))
        if self.stop:
            rows = rows.filter(pk__in=standing())
        return rows.filter(stage_due__lt=now) if self.late else rows

    @property
    def any(self) -> bool:
        return self.owner is not None or self.silent is not None or self.late or self.stop


def standing() -> QuerySet[StopSign, int]:
    """Deals whose stop sign stands and was not justified, or is no longer."""
    going = Justification.objects.filter(deal=OuterRef("deal"), ended_at=None, approved_at__isnull=False)
    signs = StopSign.objects.filter(~Exists(going), gone_at=None)
    return signs.values_list("deal", flat=True)
