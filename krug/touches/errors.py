from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krug.access.errors import KrugError


@dataclass(frozen=True)
class Refusal:
    """Why one row was refused. `row` counts from 1; the same row will be refused again."""

    row: int
    field: str
    value: str
    code: str
    message: str


class TouchRefused(KrugError):
    """None of the batch was taken; `refusals` name every row that is wrong."""

    code = "touch_refused"
    title = gettext_lazy("Touches were refused")

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        lines = [
            _("Row {row}: {field} is {value}: {message}").format(**vars(it)) for it in self.refusals[:20]
        ]
        first = self.refusals[0]
        super().__init__("\n".join(lines), row=first.row, field=first.field, value=first.value)

    def each(self) -> list[dict[str, object]]:
        return [
            {"row": it.row, "field": it.field, "value": it.value, "code": it.code, "detail": it.message}
            for it in self.refusals
        ]
