"""Everything one deck's page shows."""

from dataclasses import dataclass

from krug.access.models import GroupMember, Scope, User
from krug.access.scopes import scope_ids
from krug.decks.models import Deck, Publishing, Slide, Version
from krug.decks.queries.files import versions_for


@dataclass(frozen=True, slots=True)
class Holder:
    """A person to whom a version is published, through a group."""

    user: User
    version: Version
    publishing: Publishing


@dataclass(frozen=True, slots=True)
class DeckPage:
    deck: Deck
    versions: list[Version]
    shown: Version
    slides: list[Slide]
    live: list[Publishing]
    history: list[Publishing]
    holders: list[Holder]
    bytes: int


def deck_page(viewer: User, deck: Deck, version: Version | None = None) -> DeckPage | None:
    """None when nothing of this deck is the viewer's. `version`: another than the newest he may have."""
    versions = list(versions_for(viewer, deck).select_related("author"))
    if not versions or (version and version not in versions):
        return None
    shown = version or versions[0]
    every = list(
        Publishing.objects.filter(version__in=versions, group__in=_groups(viewer))
        .select_related("version", "group", "author", "withdrawal", "withdrawal__author")
        .order_by("-id")
    )
    live = [one for one in every if not hasattr(one, "withdrawal")]
    files = shown.files.values_list("sha256", "size").distinct()
    return DeckPage(
        deck,
        versions,
        shown,
        list(shown.slides.order_by("number")),
        live,
        [one for one in every if hasattr(one, "withdrawal")],
        _holders(live),
        sum(size for _sha256, size in files),
    )


def _groups(viewer: User) -> list[int]:
    ids = scope_ids(viewer, "deck")
    return list(Scope.objects.filter(id__in=ids, kind=Scope.Kind.GROUP).values_list("ref", flat=True))


def _holders(live: list[Publishing]) -> list[Holder]:
    by_group = {one.group_id: one for one in live}
    members = GroupMember.objects.filter(group__in=by_group, user__is_active=True).select_related("user")
    return [
        Holder(one.user, by_group[one.group_id].version, by_group[one.group_id])
        for one in members.order_by("user__name", "user_id", "group_id")
    ]
