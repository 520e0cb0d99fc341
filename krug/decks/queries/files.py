"""Files of a version, and who may have them."""

from django.db.models import QuerySet

from krug.access.models import Scope, User
from krug.access.scopes import scope_ids
from krug.decks.models import Deck, Publishing, Version

FileRow = tuple[str, str, str, int]
"""path, sha256, type, size: as in the deck's document (contract/deck.json)"""


def files_for(version: Version) -> list[FileRow]:
    return list(version.files.order_by("path").values_list("path", "sha256", "type", "size"))


def thumbs_of(version: Version) -> set[str]:
    """SHA-256 of the slides' pictures."""
    return set(version.slides.exclude(thumb="").values_list("thumb", flat=True))


def may_have(user: User, version: Version) -> bool:
    """Makers of the unit have every version; others only what is published now to a group they reach."""
    return versions_for(user, version.deck).filter(pk=version.pk).exists()


def versions_for(user: User, deck: Deck) -> QuerySet[Version]:
    """The versions of one deck that he may have, newest first."""
    mine = Scope.objects.filter(id__in=scope_ids(user, "deck"))
    versions = Version.objects.filter(deck=deck).order_by("-number")
    if mine.filter(kind=Scope.Kind.UNIT, ref=deck.unit_id).exists():
        return versions
    groups = mine.filter(kind=Scope.Kind.GROUP).values("ref")
    live = Publishing.objects.filter(version__deck=deck, withdrawal=None, group__in=groups)
    return versions.filter(id__in=live.values("version"))
