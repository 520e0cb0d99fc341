"""What narrows boards and lists: whose deals, which sleep, which stay too long at their stage."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from krug.sales.models import Deal

SILENT = (3, 7, 14, 30)
"""Days that are offered."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """`owner`: by id; `silent`: no word exchanged for so many days; `late`: over the hours of its stage."""

    owner: int | None = None
    silent: int | None = None
    late: bool = False

    def of(self, rows: QuerySet[Deal], now: datetime) -> QuerySet[Deal]:
        if self.owner is not None:
            rows = rows.filter(owner=self.owner)
        if self.silent is not None:
            rows = rows.filter(silent_since__lt=now - timedelta(days=self.silent))
        return rows.filter(stage_due__lt=now) if self.late else rows

    @property
    def any(self) -> bool:
        return self.owner is not None or self.silent is not None or self.late
