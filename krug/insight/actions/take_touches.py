from collections.abc import Sequence

from django.db import transaction

from krug.access.models import User
from krug.insight.addressing import addressed
from krug.insight.touch_schemas import TouchIn
from krug.touches.actions import Appended, append


@transaction.atomic
def take_touches(user: User, given: Sequence[TouchIn]) -> Appended:
    """Touches as a program names them, all or none; identities met for the first time are made."""
    return append(addressed(user, given), f"user:{user.id}")
