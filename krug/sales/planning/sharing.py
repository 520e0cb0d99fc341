"""Sums divided so that the parts come to the whole, to the cent. Pure."""

from collections.abc import Sequence


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of `total` in proportion to `weights` (none below zero); cents that are left go to those who
    lost most by rounding, the first of equals first. Where all weigh nothing, all weigh the same.
    """
    if not weights:
        return []
    if total < 0:
        return [-part for part in shared(-total, weights)]
    whole = sum(weights)
    if not whole:
        return shared(total, [1] * len(weights))
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    losers = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in losers[:left]:
        parts[at] += 1
    return parts


def weighed(parts: Sequence[float]) -> list[int]:
    """Weights for `shared` of figures that are not whole."""
    return [max(0, round(part * 1_000)) for part in parts]


def added(rows: Sequence[Sequence[int]], months: int) -> list[int]:
    """Month by month."""
    return [sum(row[at] for row in rows) for at in range(months)]
