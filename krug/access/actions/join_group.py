from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.actions.scope import refresh_unit
from krug.access.audit import record, record_many
from krug.access.errors import WrongInput
from krug.access.models import Group, GroupMember, User


def join_group(author: User | None, group: Group, user: User) -> None:
    """The user gets what is published to the group; again is no change. Raises NotAllowed, WrongInput."""
    join_group_many(author, group, [user])


@transaction.atomic
def join_group_many(author: User | None, group: Group, users: Iterable[User]) -> None:
    demand(author, group.unit_id)
    known = set(GroupMember.objects.filter(group=group).values_list("user_id", flat=True))
    new = {user.id: user for user in users if user.id not in known}
    for user in new.values():
        if user.unit_id != group.unit_id:
            raise WrongInput(_("The person is of another unit."), field="user", value=user.email)
    if new:
        GroupMember.objects.bulk_create([GroupMember(group=group, user_id=one) for one in new])
        record_many(author, "join", "group", [(group.id, {}, {"user": one}) for one in new])
        refresh_unit(group.unit_id)


@transaction.atomic
def leave_group(author: User | None, group: Group, user: User) -> None:
    """The user loses what is published to the group alone; again is no change."""
    demand(author, group.unit_id)
    gone, _by_model = GroupMember.objects.filter(group=group, user=user).delete()
    if gone:
        record(author, "leave", "group", group.id, before={"user": user.id})
        refresh_unit(group.unit_id)
