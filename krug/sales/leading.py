"""What somebody is to a deal that he sees."""

from krug.access.models import Role, User
from krug.access.scopes import visible_staff
from krug.sales.contract import Who
from krug.sales.models import Deal
from krug.sales.rules import rank


def rank_of(user: User, deal: Deal) -> Who:
    """A manager who sees it because he or one of his people helps leads nobody here: he is a seller too."""
    own = user.pk == deal.owner_id
    asks = user.role == Role.MANAGER and not own
    return rank(user.role, own, asks and visible_staff(user).filter(pk=deal.owner_id).exists())
