"""List, card and search at many customers: CPU-ms a request of application + database.

Peers on such a machine: Creme 2.8: list 266, card 202, search 228; Django-CRM 3.1: 415, 80, 632.
"""

from krug.bench.apart import DATABASES, installation, probe
from krug.bench.company import Size
from krug.bench.metric import Metric

FULL = {"100k": Size(100_000, 1_000_000), "1M": Size(1_000_000, 1_000_000)}
QUICK = {"5k": Size(5_000, 50_000)}
PEERS = {"list": 266.0, "sorted list": 266.0, "card": 80.0, "search": 228.0}
GOALS = {"list": 25.0, "sorted list": 25.0, "card": 25.0, "search": 25.0}
SEEN = {"tab of a card": "asked for by a press, beside the card", "news of a card": "asked every ten seconds"}
"""What an open card asks for besides: no part of its figure, and told on its own."""
SEARCH_LARGE = 60.0
GROWTH = 1.5


def run(quick: bool) -> list[Metric]:
    metrics: list[Metric] = []
    for database in DATABASES:
        smaller: dict[str, float] = {}
        for name, size in (QUICK if quick else FULL).items():
            with installation(database, f"pages-{name}") as environ:
                seen = probe("krug.bench.pages_probe", environ, str(size.persons), str(size.touches))
            for page, value in seen.items():
                metrics.append(_metric(page, f"{database}, {name} persons", value, smaller.get(page)))
            smaller = seen
    return metrics


def _metric(page: str, where: str, value: float, smaller: float | None) -> Metric:
    if page in SEEN:
        return Metric(f"{page} ({where})", round(value, 2), "CPU-ms", against=SEEN[page])
    goal = GOALS[page]
    if smaller is not None:
        goal = SEARCH_LARGE if page == "search" else max(GROWTH * smaller, GROWTH * GOALS[page])
    peer = PEERS[page]
    name, holds = f"{page} ({where})", value <= goal
    return Metric(
        name, round(value, 2), "CPU-ms", f"≤ {goal:.1f}", holds, f"a peer's {peer:.0f}", value / peer
    )
