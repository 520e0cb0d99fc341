"""Views of lists: kept, changed, copied, removed and brought back, given to a role to begin with."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.models import Role, User
from krug.access.rules import ALLOWED, Permission, may
from krug.customers import normal
from krug.customers.actions.look import demand_columns
from krug.customers.actions.surroundings import require
from krug.customers.errors import FieldError, Invalid
from krug.customers.listing.filters import filters_for
from krug.customers.listing.meant import SCHEMA, Meant
from krug.customers.models import RoleView, SavedView, ViewRemoval
from krug.customers.queries.views import meant_by, reach_view

LENGTH = 80
MOST = 200
"""Views of one author and kind."""


@transaction.atomic
def save_view(author: User, name: str, meant: Meant, share: str = SavedView.Share.OWN) -> SavedView:
    """A view of his. Raises Invalid, NotAllowed."""
    require(author, Permission.SEE_CUSTOMERS)
    kind = meant.filters.kind
    if SavedView.objects.filter(author=author, kind=kind, removal=None).count() >= MOST:
        _refuse("name", name, "too_many", _("Remove a view first: %(limit)d are enough.") % {"limit": MOST})
    made = SavedView(author=author, unit_id=author.unit_id, kind=kind, name=_name(name))
    _share(author, made, share)
    _mean(author, made, meant)
    made.save()
    audit.record(author, "created", "view", made.pk, after=_told(made))
    return made


@transaction.atomic
def change_view(
    author: User,
    view: SavedView,
    name: str | None = None,
    meant: Meant | None = None,
    share: str | None = None,
) -> SavedView:
    """What is None stays. Raises Invalid, NotAllowed; Http404 for who does not see it."""
    held = _hold(author, view)
    before = _told(held)
    if name is not None:
        held.name = _name(name)
    if share is not None and share != held.share:
        _share(author, held, share)
    if meant is not None:
        _mean(author, held, meant)
    after = _told(held)
    if after != before:
        held.save()
        audit.record(author, "edited", "view", held.pk, before, after)
    if held.share != SavedView.Share.UNIT:
        RoleView.objects.filter(view=held).delete()
    return held


def copy_view(author: User, view: SavedView) -> SavedView:
    """The same for himself alone, to be changed as he likes."""
    reach_view(author, view.uid)
    name = _("%(name)s (copy)") % {"name": view.name[: LENGTH - 10]}
    return save_view(author, name, meant_by(view))


@transaction.atomic
def remove_view(author: User, view: SavedView) -> None:
    """Nobody sees it any more; again is no change."""
    held = _hold(author, view)
    _row, made = ViewRemoval.objects.get_or_create(view=held, defaults={"author": author})
    if made:
        audit.record(author, "removed", "view", held.pk, before=_told(held))


@transaction.atomic
def restore_view(author: User, view: SavedView) -> None:
    """The removal is taken back."""
    held = _hold(author, view)
    gone, _by_model = ViewRemoval.objects.filter(view=held).delete()
    if gone:
        audit.record(author, "restored", "view", held.pk, after=_told(held))


@transaction.atomic
def give_view_to_roles(author: User, view: SavedView, roles: Collection[str]) -> None:
    """Who has one of these roles begins with it, and nobody else. Raises NotAllowed, Invalid."""
    require(author, Permission.MANAGE_PEOPLE)
    held = _hold(author, view)
    if roles and held.share != SavedView.Share.UNIT:
        _refuse("share", held.share, "not_shared", _("Share it with the whole business unit first."))
    for role in roles:
        _demand_usable(author, held, role)
    before = set(RoleView.objects.filter(view=held).values_list("role", flat=True))
    RoleView.objects.filter(view=held).exclude(role__in=roles).delete()
    for role in set(roles) - before:
        RoleView.objects.update_or_create(
            unit=held.unit, role=role, kind=held.kind, defaults={"view": held, "author": author}
        )
    if before != set(roles):
        audit.record(
            author, "gave to roles", "view", held.pk, {"roles": sorted(before)}, {"roles": sorted(roles)}
        )


def may_share(author: User, share: str) -> bool:
    """Whether he may keep a view so that these see it."""
    if share == SavedView.Share.OWN:
        return True
    if not may(author, Permission.SHARE_VIEWS) or author.unit_id is None:
        return False
    return share == SavedView.Share.UNIT or author.team_id is not None


def may_change(author: User, view: SavedView) -> bool:
    """Its author, and whoever manages the people of its unit when it is shared."""
    if view.author_id == author.pk:
        return True
    return view.share != SavedView.Share.OWN and may(author, Permission.MANAGE_PEOPLE)


def _hold(author: User, view: SavedView) -> SavedView:
    require(author, Permission.SEE_CUSTOMERS)
    removed = ViewRemoval.objects.filter(view=view).exists()
    held = SavedView.objects.select_for_update(of=("self",)).get(pk=reach_view(author, view.uid, removed).pk)
    if not may_change(author, held):
        raise NotAllowed
    return held


def _mean(author: User, view: SavedView, meant: Meant) -> None:
    if meant.filters.kind != view.kind:
        _refuse("meant", meant.filters.kind, "other_list", _("This is a view of another list."))
    demand_columns(author, view.kind, meant.columns)
    known = filters_for(author, view.kind, [one.name for one in meant.more])
    for one in meant.more:
        if one.name not in known:
            _refuse("filters", one.name, "unknown_filter", _("There is no such filter."))
    view.schema, view.meant = SCHEMA, meant.model_dump(mode="json")


def _share(author: User, view: SavedView, share: str) -> None:
    if share not in SavedView.Share.values:
        _refuse("share", share, "unknown_choice", _("Choose one of the list."))
    if not may_share(author, share):
        raise NotAllowed
    view.share = share
    view.team_id = author.team_id if share == SavedView.Share.TEAM else None


def _demand_usable(author: User, view: SavedView, role: str) -> None:
    if role not in Role.values:
        _refuse("roles", role, "unknown_choice", _("Choose one of the list."))
    names = [one.name for one in meant_by(view).more]
    known = filters_for(author, view.kind, names)
    needed = [known[name] for name in names if name in known]
    if not all(one.permission in ALLOWED[role] and one.for_role(role) for one in needed):
        words = _("%(role)s: this role may not use a filter of the view.")
        _refuse("roles", role, "not_theirs", words % {"role": Role(role).label})


def _name(name: str) -> str:
    clean = normal.text(name)
    if not clean:
        _refuse("name", name, "required", _("This field is required."))
    if len(clean) > LENGTH:
        _refuse("name", name, "too_long", _("At most %(limit)d characters.") % {"limit": LENGTH})
    return clean


def _told(view: SavedView) -> dict[str, object]:
    return {"name": view.name, "kind": view.kind, "share": view.share, "meant": view.meant}


def _refuse(field: str, value: object, code: str, message: str) -> None:
    raise Invalid([FieldError(field, value, code, message)])
