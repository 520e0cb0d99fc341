"""From likely pairs to groups of one customer each. Pure."""

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Likely(NamedTuple):
    left: int
    right: int
    probability: float


def joined(pairs: Iterable[Likely], apart: Collection[tuple[int, int]] = ()) -> list[Likely]:
    """The pairs to be made one, the surest first, so that no two `apart` (lower id, higher id) come together.

    A pair that is one already by others is left out: what comes back is a forest.
    """
    enemies: dict[int, set[int]] = {}
    for one, other in apart:
        enemies.setdefault(one, set()).add(other)
        enemies.setdefault(other, set()).add(one)
    root: dict[int, int] = {}
    group: dict[int, set[int]] = {}
    made = []
    for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.left, pair.right)):
        a, b = root.get(pair.left, pair.left), root.get(pair.right, pair.right)
        if a == b:
            continue
        ours, theirs = group.get(a, {a}), group.get(b, {b})
        if any(not enemies.get(one, set()).isdisjoint(theirs) for one in ours):
            continue
        big, small = (a, b) if len(ours) >= len(theirs) else (b, a)
        group[big] = ours | theirs
        group.pop(small, None)
        root |= dict.fromkeys(group[big], big)
        made.append(pair)
    return made


def groups(pairs: Iterable[Likely]) -> list[set[int]]:
    """Who is together by pairs of a forest."""
    root: dict[int, int] = {}
    found: dict[int, set[int]] = {}
    for pair in pairs:
        a, b = root.get(pair.left, pair.left), root.get(pair.right, pair.right)
        if a != b:
            together = found.pop(a, {a}) | found.pop(b, {b})
            found[a] = together
            root |= dict.fromkeys(together, a)
    return list(found.values())
