from allauth.mfa.models import Authenticator
from django.db import transaction

from krug.access.actions.house import demand
from krug.access.audit import record
from krug.access.models import User
from krug.access.sessions import end_sessions


@transaction.atomic
def forget_second_factor(author: User | None, user: User) -> None:
    """Take all of the user's factors away and end his sessions: he lost them. Raises NotAllowed."""
    demand(author, user.unit_id)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(author, "second_factor_forgotten", "user", user.pk)
