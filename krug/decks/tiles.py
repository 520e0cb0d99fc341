"""Decks as tiles: first picture, newest version the viewer may have, to whom it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.models import Scope, User
from krug.access.rules import Permission, may
from krug.access.scopes import scope_ids
from krug.decks.models import Deck, Publishing, Slide, Version


@dataclass(frozen=True, slots=True)
class Tile:
    deck: Deck
    version: Version | None
    cover: Slide | None
    groups: list[str]
    slides: int

    @property
    def at(self) -> datetime:
        return self.version.created_at if self.version else self.deck.created_at


def tiles_of(viewer: User, decks: Sequence[Deck]) -> list[Tile]:
    """Five queries for any number of decks. What goes to groups beyond the viewer's is none of his."""
    ids = [deck.pk for deck in decks]
    mine = Scope.objects.filter(id__in=scope_ids(viewer, "deck"), kind=Scope.Kind.GROUP).values("ref")
    published_now = Publishing.objects.filter(version__deck__in=ids, withdrawal=None, group__in=mine)
    live = published_now.select_related("group", "version")
    groups: dict[int, list[str]] = {}
    published: dict[int, Version] = {}
    for one in live.order_by("group__name"):
        groups.setdefault(one.version.deck_id, []).append(one.group.name)
        best = published.get(one.version.deck_id)
        if best is None or best.number < one.version.number:
            published[one.version.deck_id] = one.version
    newest = published
    if may(viewer, Permission.MAKE_DECKS):
        newest = {one.deck_id: one for one in Version.objects.filter(deck__in=ids).order_by("number")}
    slides: dict[int, list[Slide]] = {}
    for slide in Slide.objects.filter(version__in=[one.pk for one in newest.values()]).order_by("number"):
        slides.setdefault(slide.version_id, []).append(slide)
    return [_tile(deck, newest.get(deck.pk), slides, groups.get(deck.pk, [])) for deck in decks]


def _tile(deck: Deck, version: Version | None, slides: dict[int, list[Slide]], groups: list[str]) -> Tile:
    mine = slides.get(version.pk, []) if version else []
    return Tile(deck, version, mine[0] if mine else None, groups, len(mine))
