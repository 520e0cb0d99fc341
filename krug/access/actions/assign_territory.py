from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.actions.scope import refresh_unit
from krug.access.audit import record
from krug.access.errors import WrongInput
from krug.access.models import Territory, TerritoryAssignment, User


@transaction.atomic
def assign_territory(author: User | None, territory: Territory, user: User) -> None:
    """The user works the territory from now on; again is no change. Raises NotAllowed, WrongInput."""
    demand(author, territory.unit_id)
    if user.unit_id != territory.unit_id:
        raise WrongInput(_("The person is of another unit."), field="user", value=user.email)
    _link, made = TerritoryAssignment.objects.get_or_create(territory=territory, user=user)
    if made:
        record(author, "assign", "territory", territory.id, after={"user": user.id})
        refresh_unit(territory.unit_id)


@transaction.atomic
def unassign_territory(author: User | None, territory: Territory, user: User) -> None:
    """The user no longer works the territory; again is no change."""
    demand(author, territory.unit_id)
    gone, _by_model = TerritoryAssignment.objects.filter(territory=territory, user=user).delete()
    if gone:
        record(author, "unassign", "territory", territory.id, before={"user": user.id})
        refresh_unit(territory.unit_id)
