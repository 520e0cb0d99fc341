"""Organisations above organisations, where several cards may be one.

All cards of a group belong to whatever any of them belongs to, save to one another. Seen so, with groups as
points, the hierarchy has no circle after any edit or merge; a circle among parts of groups would be one among
groups, so taking groups apart makes none either.
"""

from collections.abc import Collection

from django.db.models import Q

from krug.customers.models import Organisation


def above(roots: Collection[int]) -> set[int]:
    """Survivors of what these survivors' groups belong to, one step up."""
    rows = Organisation.objects.filter(Q(pk__in=roots) | Q(canonical__in=roots), parent__isnull=False)
    pairs = rows.values_list("parent", "parent__canonical")
    return {root for parent, canonical in pairs if (root := canonical or parent)}


def stands_above(one: int, other: int, through: int | None = None) -> bool:
    """Whether `one` is anywhere above `other`, or is it. Both stand for themselves.

    `through`: other than directly, and not by way of this one.
    """
    seen: set[int] = {other}
    front = {other} if through is None else above({other}) - {one, through}
    while front:
        if one in front:
            return True
        seen |= front
        front = above(front) - seen
    return False


def between(one: int, other: int) -> bool:
    """Whether a third stands between them: made one, they would stand above themselves."""
    return stands_above(one, other, through=other) or stands_above(other, one, through=one)


def in_a_hierarchy(roots: Collection[int]) -> set[int]:
    """Those of the survivors above or below which something stands."""
    below = Organisation.objects.filter(Q(parent__in=roots) | Q(parent__canonical__in=roots))
    pairs = below.values_list("parent", "parent__canonical")
    found = {root for parent, canonical in pairs if (root := canonical or parent)}
    rows = Organisation.objects.filter(Q(pk__in=roots) | Q(canonical__in=roots), parent__isnull=False)
    return found | {canonical or id for id, canonical in rows.values_list("id", "canonical")}
