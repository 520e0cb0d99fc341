"""A figure changed by hand: the difference laid upon the rows that it is about. Pure."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from krug.sales.planning.lines import Key, Line, Why
from krug.sales.planning.sharing import shared


def laid(
    rows: Sequence[Line], meant: Callable[[Key], bool], change: Sequence[int], otherwise: Key
) -> list[Line]:
    """Rows that carry `change` (by month): in proportion to what is planned there, never below zero, so that
    every breakdown carries it. `otherwise`: where there is no row to lay it upon.
    """
    months = len(change)
    net: dict[Key, list[int]] = defaultdict(lambda: [0] * months)
    for row in rows:
        if meant(row.key):
            own = net[replace(row.key, why=Why.HAND)]
            for at, planned in enumerate(row.cents):
                own[at] += planned
    keys = list(net) or [replace(otherwise, why=Why.HAND)]
    held = [net[key] for key in keys]
    parts = [
        _month([own[at] for own in held], [sum(own) for own in held], change[at]) for at in range(months)
    ]
    made = []
    for number, key in enumerate(keys):
        cents = [part[number] for part in parts]
        if any(cents):
            made.append(Line(key, cents, [0] * months))
    return made


def _month(here: Sequence[int], everywhere: Sequence[int], change: int) -> list[int]:
    if change < 0:
        # What is proposed anew may be less than what was once taken off.
        return shared(-min(-change, sum(here)), here)
    return shared(change, here if any(here) else everywhere)
