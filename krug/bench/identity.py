"""How well one customer is known for one: pairwise F1 on card sets of known truth, beside plain Splink in one
run; a million cards matched; candidates for one new card among a million.

Both learn each set by themselves, without labels, and both take a pair for one from probability 0.5 on.
Groups are closed: one wrong pair makes many.
"""

import sys
import tempfile
from collections.abc import Iterable

from krug.bench import labelled, pages, plain_splink
from krug.bench.apart import installation, probe
from krug.bench.labelled import CardSet, Pairs
from krug.bench.metric import Metric
from krug.customers.matching.engine import Engine, table
from krug.customers.matching.grouping import Likely, groups, joined
from krug.customers.matching.judge import sure
from krug.customers.matching.model import Model

GOAL = {"FEBRL 4": 0.99}
LEAST = 0.5
Found = list[tuple[int, int, float, dict[str, str]]]
MILLION = {True: 5_000, False: 650_000}
"""Persons: with their doubles 1.55 times as many cards."""
MINUTES, GIGABYTES, MILLISECONDS = 5.0, 6.0, 100.0


def run(quick: bool) -> list[Metric]:
    metrics = []
    for cards in _sets(quick):
        metrics += _quality(cards)
    return [*metrics, *_million(quick), *_entry(quick)]


def _sets(quick: bool) -> Iterable[CardSet]:
    numbers = (1,) if quick else (1, 2, 3, 4)
    sets = [labelled.febrl(number) for number in numbers]
    sets += [labelled.fake_1000(), labelled.fodors_zagats(), labelled.cyrillic(500 if quick else 5_000)]
    missing = sum(one is None for one in sets)
    if missing:
        print(f"  {missing} card sets are not here and are left out", file=sys.stderr)
    return [one for one in sets if one is not None]


def _quality(cards: CardSet) -> list[Metric]:
    model, found = learned(cards)
    ours, theirs = f1(_closed(found, LEAST), cards), f1(plain_splink.pairs(cards), cards)
    alone = {
        (left, right)
        for left, right, probability, levels in found
        if sure(model, probability, levels) and cards.counts((left, right))
    }
    goal = GOAL.get(cards.name)
    holds = ours >= theirs - 0.0005 and (goal is None or ours >= goal)
    wanted = f"≥ plain Splink{f' and ≥ {goal}' if goal else ''}"
    right = len(alone & cards.truth) / len(alone) if alone else 1.0
    return [
        Metric(
            f"F1, {cards.name}", ours, "", wanted, holds, "plain Splink", ours / theirs if theirs else None
        ),
        Metric(f"plain Splink's F1, {cards.name}", theirs, ""),
        Metric(f"right of those merged without asking, {cards.name}", right, ""),
        Metric(
            f"of all doubles merged without asking, {cards.name}",
            len(alone & cards.truth) / len(cards.truth),
            "",
        ),
    ]


def learned(cards: CardSet) -> tuple[Model, Found]:
    engine = Engine(cards.kind, [table(cards.kind, cards.traits)])
    model = engine.learn("bench")
    names = [feature.name for feature in model.features]
    found: Found = []
    for row in engine.match(model, 0.1).to_pylist():
        left, right = sorted((row["id_l"], row["id_r"]))
        levels = {name: row[name] for name in names if row[name]}
        found.append((left, right, row["probability"], levels))
    engine.close()
    return model, found


def _closed(found: Found, least: float) -> Pairs:
    likely = [
        Likely(left, right, probability) for left, right, probability, _ in found if probability >= least
    ]
    return {(a, b) for group in groups(joined(likely)) for a in group for b in group if a < b}


def f1(found: Pairs, cards: CardSet) -> float:
    counted = {pair for pair in found if cards.counts(pair)}
    right = len(counted & cards.truth)
    return 2 * right / (len(counted) + len(cards.truth)) if right else 0.0


def _million(quick: bool) -> list[Metric]:
    """In a process of its own: its peak of memory is its own too."""
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home:
        seen = probe("krug.bench.million", {"KRUG_HOME": home}, str(MILLION[quick]))
    cards, minutes, gigabytes = seen["cards"], seen["seconds"] / 60, seen["gigabytes"]
    goals = (None, None) if quick else (f"≤ {MINUTES:g}", f"≤ {GIGABYTES:g}")
    return [
        Metric(f"{cards:,.0f} cards matched by the shipped model", minutes, "min", goals[0],
               None if quick else minutes <= MINUTES),
        Metric("the same, processor time", seen["cpu"] / 60, "CPU-min"),
        Metric("most memory of it", gigabytes, "GB", goals[1], None if quick else gigabytes <= GIGABYTES),
        Metric("likely pairs found", seen["pairs"], ""),
        Metric("of all doubles among them", seen["recall"], ""),
    ]  # fmt: skip


def _entry(quick: bool) -> list[Metric]:
    """Asked of the company that the pages are measured with."""
    name, size = next(iter(pages.QUICK.items())) if quick else list(pages.FULL.items())[-1]
    with installation("sqlite", f"pages-{name}") as environ:
        seen = probe("krug.bench.candidates", environ, str(size.persons), str(size.touches))
    metric = f"candidates for a new card among {seen['cards']:,.0f}, p95"
    return [
        Metric(metric, seen["p95"], "ms", f"< {MILLISECONDS:g}", seen["p95"] < MILLISECONDS),
        Metric("the same, median", seen["median"], "ms"),
        Metric("the same, processor time", seen["cpu"], "CPU-ms"),
        Metric("the card meant is first", seen["first"], ""),
    ]
