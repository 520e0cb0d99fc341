from django.db import transaction
from django.utils import timezone

from krug.access.audit import record
from krug.access.errors import NotAllowed
from krug.access.models import Token, User
from krug.access.rules import may_manage


@transaction.atomic
def revoke_token(author: User | None, token: Token) -> None:
    """The token opens nothing from now on. Again is no change."""
    if author is not None and author.id != token.user_id and not may_manage(author, token.user.unit_id):
        raise NotAllowed
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(author, "revoke_token", "token", token.id)
