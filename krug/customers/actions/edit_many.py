"""The same edit of many cards: the batch form of edit_person and edit_organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.errors import KrugError
from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.actions.edit import edit_organisation, edit_person
from krug.customers.errors import Invalid
from krug.customers.models import Organisation, Person

Wanted = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def edit_many(author: User, kind: str, wanted: Wanted) -> dict[int, str]:
    """row → the fields it gets, in one transaction. What could not be done: row → why, and nothing of it is.

    A row that he does not see, or that is gone, is among those.
    """
    seen = seen_among(author, kind, list(wanted))
    model: Any = Person if kind == "person" else Organisation
    held = model.objects.in_bulk(sorted(seen))
    refused: dict[int, str] = {}
    for row, fields in wanted.items():
        if row not in held:
            refused[row] = _("It is not yours to see any more.")
            continue
        try:
            with transaction.atomic():
                edit_person(author, held[row], fields) if kind == "person" else edit_organisation(
                    author, held[row], fields
                )
        except KrugError as error:
            refused[row] = _why(error)
    return refused


def _why(error: KrugError) -> str:
    if isinstance(error, Invalid):
        return str(error.errors[0].message)
    return str(error.detail or error.title)


def values(kind: str, field: str, rows: Sequence[int]) -> dict[int, Any]:
    """row → what the field is now."""
    model: Any = Person if kind == "person" else Organisation
    return dict(model.objects.filter(id__in=list(rows)).values_list("id", field))
