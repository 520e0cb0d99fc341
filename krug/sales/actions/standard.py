"""Which version of which method holds for a new deal."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from krug.access.errors import Conflict
from krug.access.models import Unit
from krug.sales.actions.method import create_method, publish
from krug.sales.models import Method, MethodVersion
from krug.sales.ready import READY


def newest_of(method: Method) -> MethodVersion:
    """Raises Conflict while nothing of it was published, and after it was retired."""
    found = (
        MethodVersion.objects.filter(method=method, publication__isnull=False, method__retirement=None)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise Conflict(_("No version of this method holds."), field="method", value=method.name)
    return found


def in_force(unit: int) -> list[MethodVersion]:
    """The newest published version of each method of the unit, the oldest method first."""
    newest = MethodVersion.objects.filter(method=OuterRef("method"), publication__isnull=False).order_by(
        "-number"
    )
    return list(
        MethodVersion.objects.filter(
            method__unit=unit, method__retirement=None, pk=Subquery(newest.values("pk")[:1])
        )
        .select_related("method")
        .order_by("method__created_at", "method")
    )


def standard(unit: int) -> MethodVersion:
    """The unit's first method; a unit that has none gets the simplest ready-made one."""
    held = in_force(unit)
    if held:
        return held[0]
    # Two first deals at once must not make two methods.
    home = Unit.objects.select_for_update().get(pk=unit)
    held = in_force(unit)
    if held:
        return held[0]
    return install(home, "simple")


def install(unit: Unit, code: str, language: str = "") -> MethodVersion:
    """A ready-made method, published, by the console; without a language in that of whoever asks."""
    ready = READY[code]
    with override(language or get_language()):
        method = create_method(None, str(ready.name), ready.make(), unit)
    return publish(None, method, "")
