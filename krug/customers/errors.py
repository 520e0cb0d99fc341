"""What customers' actions refuse with. Bad input names its row, field and value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, KrugError, WrongInput


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong in the input. `row` is 1, 2, … in a batch, None where there is one row only."""

    field: str
    value: Any
    code: str
    message: str | Promise
    row: int | None = None


class Invalid(WrongInput):
    """The input breaks rules. `errors` lists everything that is wrong; `where` names the first."""

    code = "invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        first = errors[0]
        where = {"field": first.field, "value": first.value}
        super().__init__(first.message, **({} if first.row is None else {"row": first.row}) | where)
        self.errors = list(errors)

    def each(self) -> list[dict[str, Any]]:
        return [
            {"field": one.field, "value": one.value, "code": one.code, "detail": str(one.message)}
            | ({} if one.row is None else {"row": one.row})
            for one in self.errors
        ]


class MergeRefused(Conflict):
    """Two persons that may not be made one, or a decision that cannot be taken back."""

    code = "merge_refused"
    title = _("These two cannot be merged")


class FileRefused(KrugError):
    """A file of contacts that cannot be read."""

    code = "file_refused"
    title = _("This file cannot be read")
