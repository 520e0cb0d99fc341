from django.db import transaction

from krug.access.actions.create_user import checked_password
from krug.access.actions.house import demand
from krug.access.audit import record
from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.access.rules import may_give


@transaction.atomic
def set_password(author: User | None, user: User, password: str) -> None:
    """Give the user a password; all his sessions end. Raises NotAllowed, WrongInput when it is too weak."""
    if author is None or author.id != user.id:
        demand(author, user.unit_id)
        if not may_give(author, user.role):
            raise NotAllowed
    user.password = checked_password(password, user)
    user.save(update_fields=["password"])
    record(author, "set_password", "user", user.id)


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """The user gives himself another password (his form has checked it)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(user, "set_password", "user", user.id)
