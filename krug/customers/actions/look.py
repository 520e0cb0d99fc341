"""How somebody likes his lists to look. Of no other's concern, so the audit has nothing of it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require
from krug.customers.errors import FieldError, Invalid
from krug.customers.listing.columns import columns_of
from krug.customers.models import ListChoice


@transaction.atomic
def choose_columns(author: User, kind: str, names: Sequence[str]) -> ListChoice | None:
    """These columns in this order; none: the usual ones again. Raises Invalid for one that is not his."""
    require(author, Permission.SEE_CUSTOMERS)
    if not names:
        ListChoice.objects.filter(user=author, kind=kind).delete()
        return None
    columns = demand_columns(author, kind, names)
    held, _made = ListChoice.objects.update_or_create(user=author, kind=kind, defaults={"columns": columns})
    return held


def demand_columns(author: User, kind: str, names: Sequence[str]) -> list[str]:
    """The names, each once. Raises Invalid for one that he has not."""
    known = columns_of(author, kind)
    for name in names:
        if name not in known:
            raise Invalid([FieldError("columns", name, "unknown_column", _("There is no such column."))])
    return list(dict.fromkeys(names))
