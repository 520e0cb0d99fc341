from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Refusal:
    """Why one row was refused. `row` counts from 0; the same row will be refused again."""

    row: int
    field: str
    value: str
    code: str
    message: str


class TouchRefused(Exception):
    """None of the batch was taken; `refusals` name every row that is wrong."""

    code = "touch_refused"

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [
            _("Row {row}: {field} is {value}: {message}").format(**vars(it)) for it in self.refusals[:20]
        ]
        return "\n".join(lines)
