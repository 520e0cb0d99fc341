"""A row of a file as it was judged, whatever it is of: what is wrong with it, or whose double it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krug.customers.contact_csv.columns import Fields
from krug.customers.contact_csv.doubles import Double
from krug.customers.errors import FieldError
from krug.customers.models import ContactImport, ImportedRow, Organisation, Person
from krug.fields.actions.values import PREFIX
from krug.site import bulk

# What the rules call a field, as the file has it.
_AS_COLUMN = {"phones": "phone", "emails": "email"}
# Whose double a row is, by what they share, whether they are called alike, and whether it is sure.
_SAME: Mapping[str, Mapping[tuple[str, bool, bool], Any]] = {
    "person": {
        ("name", True, True): gettext_lazy("Same name and city as %(where)s."),
        ("point", True, True): gettext_lazy("Same name and same %(point)s as %(where)s."),
        ("point", False, False): gettext_lazy("Same %(point)s as %(where)s, under another name."),
    },
    "organisation": {
        ("name", True, True): gettext_lazy("Same organisation name and city as %(where)s."),
        ("name", True, False): gettext_lazy("Same name and city as %(where)s, at another address."),
        ("point", True, True): gettext_lazy("Same name and %(point)s as %(where)s."),
        ("point", True, False): gettext_lazy("Same name and %(point)s as %(where)s, at another address."),
        ("point", False, True): gettext_lazy("Same %(point)s as %(where)s."),
        ("point", False, False): gettext_lazy(
            "Same %(point)s as %(where)s, under another organisation name."
        ),
    },
}


@dataclass(slots=True)
class Judged:
    """A row, its checked values, and what will happen to it: wrong and sure doubles are left out."""

    row: Any
    clean: dict[str, Any]
    errors: list[FieldError]
    double: Double | None

    @property
    def left_out(self) -> bool:
        return bool(self.errors) or bool(self.double and self.double.sure)


def errors_by_row(errors: Iterable[FieldError]) -> dict[int, list[FieldError]]:
    """Numbered from 0."""
    found: dict[int, list[FieldError]] = {}
    for error in errors:
        found.setdefault((error.row or 1) - 1, []).append(error)
    return found


def remember(held: ContactImport, kind: str, made: Sequence[Person] | Sequence[Organisation]) -> None:
    """Whose work a card is, so that the import can be taken back."""
    bulk.insert(
        ImportedRow,
        ("contact_import_id", "kind", "row", "kept"),
        [(held.pk, kind, one.pk, "") for one in made],
    )


def reason(one: Judged, of: Fields) -> str:
    """Why a row is left out (or looks like a double), in words."""
    if one.errors:
        return " ".join(f"{_place(error, of)}: {error.message}" for error in one.errors)
    double = one.double
    if double is None:
        return ""
    where = (
        _("line %(line)d of this file") % {"line": double.line}
        if double.line
        else _("a card that exists already")
    )
    words = _SAME[of.kind]["name" if double.by == "name" else "point", double.named, double.sure]
    return str(words) % {"point": double.by, "where": where}


def _place(error: FieldError, of: Fields) -> str:
    """The column and what stands in it, so that a cell is found and mended without counting columns."""
    known = of.names.get(_AS_COLUMN.get(error.field, error.field)) or of.own.get(error.field)
    name = str(known or error.field.removeprefix(PREFIX))
    return f"{name} «{error.value}»" if isinstance(error.value, str) and error.value else name
