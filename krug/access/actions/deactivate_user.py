from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.audit import record
from krug.access.errors import NotAllowed
from krug.access.models import Token, User
from krug.access.rules import may_give
from krug.access.signals import user_shut_out


@transaction.atomic
def deactivate_user(author: User | None, user: User) -> None:
    """Shut the user out at once: pages, API and tokens. What he did stays. Again is no change."""
    demand(author, user.unit_id)
    if author is not None and (author.id == user.id or not may_give(author, user.role)):
        raise NotAllowed(_("Ask another administrator to do this."))
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    record(author, "deactivate", "user", user.id, {"is_active": True}, {"is_active": False})
    user_shut_out.send(sender=None, user=user)


@transaction.atomic
def activate_user(author: User | None, user: User) -> None:
    """Let the user in again; his tokens stay revoked. Again is no change."""
    demand(author, user.unit_id)
    if author is not None and not may_give(author, user.role):
        raise NotAllowed
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(author, "activate", "user", user.id, {"is_active": False}, {"is_active": True})
