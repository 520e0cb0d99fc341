import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Token, User
from krug.access.rules import Permission, allowed, may, may_manage

PREFIX = "krug_"


@transaction.atomic
def issue_token(author: User | None, owner: User, name: str, permissions: Iterable[str]) -> tuple[Token, str]:
    """A key that acts as its owner within `permissions`. The secret is returned once and never kept.

    Raises NotAllowed, or WrongInput when a permission is unknown or beyond the owner's role.
    """
    if author is not None and not may(author, Permission.ISSUE_TOKENS):
        raise NotAllowed
    if author is not None and author.id != owner.id and not may_manage(author, owner.unit_id):
        raise NotAllowed
    wanted = sorted(set(permissions))
    beyond = [one for one in wanted if one not in allowed(owner)]
    if beyond or not wanted:
        raise WrongInput(
            _("The owner's role does not have this permission."), field="permissions", value=beyond
        )
    if not name.strip() or len(name) > 80:
        raise WrongInput(_("A name has 1 to 80 characters."), field="name", value=name)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(user=owner, name=name.strip(), digest=digest(secret), permissions=wanted)
    record(author, "issue_token", "token", token.id, after={"owner": owner.id, "permissions": wanted})
    return token, secret


def digest(secret: str) -> bytes:
    """What is kept of a secret. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()
