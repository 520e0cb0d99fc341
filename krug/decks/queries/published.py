"""Which version of a deck people have."""

from krug.decks.models import Publishing, Version


def published_version(deck_id: int, group_id: int) -> Version | None:
    """What the group's people have of the deck now."""
    return published_versions([deck_id]).get((deck_id, group_id))


def published_versions(deck_ids: list[int]) -> dict[tuple[int, int], Version]:
    """(deck, group) → version, for all groups the decks are published to now."""
    live = Publishing.objects.filter(version__deck__in=deck_ids, withdrawal=None).select_related("version")
    return {(one.version.deck_id, one.group_id): one.version for one in live.order_by("id")}


def newest_version(deck_id: int) -> Version | None:
    """What those who make decks see."""
    return Version.objects.filter(deck=deck_id).order_by("-number").first()
