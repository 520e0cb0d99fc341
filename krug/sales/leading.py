"""What somebody is to a deal that he sees."""

from collections.abc import Collection

from krug.access.models import Role, Team, User
from krug.access.scopes import visible_staff
from krug.sales.contract import Who
from krug.sales.models import Deal
from krug.sales.rules import rank


def rank_of(user: User, deal: Deal) -> Who:
    """A manager who sees it because he or one of his people helps leads nobody here: he is a seller too."""
    return rank_over(user, deal.owner_id)


def rank_over(user: User, seller: int) -> Who:
    """What he is to every deal of that seller."""
    own = user.pk == seller
    asks = user.role == Role.MANAGER and not own
    return rank(user.role, own, asks and visible_staff(user).filter(pk=seller).exists())


def leaders_of(users: Collection[User]) -> dict[int, list[int]]:
    """Who leads each of them: managers of his team; of the team above, where there is none but himself."""
    units = {user.unit_id for user in users}
    parents = dict(Team.objects.filter(unit__in=units).values_list("id", "parent_id"))
    managers: dict[int, list[int]] = {}
    rows = User.objects.filter(unit__in=units, role=Role.MANAGER, is_active=True, team__isnull=False)
    for manager, team in rows.order_by("id").values_list("id", "team_id"):
        managers.setdefault(team or 0, []).append(manager)
    found = {}
    for user in users:
        at, seen, leaders = user.team_id, set[int](), list[int]()
        while at is not None and at not in seen and not leaders:
            seen.add(at)
            leaders = [one for one in managers.get(at, ()) if one != user.pk]
            at = parents.get(at)
        found[user.pk] = leaders
    return found
