"""A frozen model: what each level of agreement is worth. Learned without labels, kept with its version."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from krug.customers.matching.features import ORGANISATION, PERSON, Feature
from krug.customers.matching.traits import Traits

FOLDER = Path(__file__).parent / "frozen"
FEATURES: Mapping[str, Sequence[Feature]] = {"person": PERSON, "organisation": ORGANISATION}
MOST = 14.0
"""No feature is worth more than this, log2: a model that has never seen a level must not be certain."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How often the level holds for one and the same (m) and for two different (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        return max(-MOST, min(MOST, math.log2(self.m / self.u)))


@dataclass(frozen=True, slots=True)
class Model:
    """`odds`: feature → level → Odds, «differs» among them; `doubles`: others of its customer a card has.

    `merge`: from this probability on the two are merged by themselves; from `ask` on a person is asked.
    """

    kind: str
    version: str
    doubles: float
    odds: Mapping[str, Mapping[str, Odds]]
    merge: float = 0.999
    ask: float = 0.3

    def prior(self, cards: int) -> float:
        """The probability that two random ones of so many cards are one customer's."""
        return min(0.5, self.doubles / max(cards - 1, 1))

    @property
    def features(self) -> list[Feature]:
        return [feature for feature in FEATURES[self.kind] if feature.name in self.odds]


@dataclass(frozen=True, slots=True)
class Said:
    """What one feature says of a pair: the level, and its weight, log2."""

    feature: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    probability: float
    said: list[Said] = field(default_factory=list)


def level_of(feature: Feature, left: Traits, right: Traits) -> str | None:
    """The first level that holds; `differs` when none does, None when nothing can be said."""
    if feature.silent.holds(left, right):
        return None
    return next((level.name for level in feature.levels if level.holds(left, right)), "differs")


def score(
    model: Model,
    left: Traits,
    right: Traits,
    cards: int,
    often: Mapping[str, Mapping[str, float]] | None = None,
) -> Score:
    """`often`: column → value → share of cards: an equal rare name says more than a common one."""
    said = []
    for feature in model.features:
        level = level_of(feature, left, right)
        if level is None:
            continue
        weight = model.odds[feature.name][level].weight
        column = next((one.often for one in feature.levels if one.name == level), None)
        if often and column and column in often:
            share = max(often[column].get(getattr(one, column), 0.0) for one in (left, right))
            if share:
                weight += math.log2(model.odds[feature.name][level].u / share)
        said.append(Said(feature.name, level, weight))
    prior = model.prior(cards)
    total = math.log2(prior / (1 - prior)) + sum(one.weight for one in said)
    return Score(probability(total), said)


def probability(weight: float) -> float:
    return float(1 / (1 + 2.0 ** min(1000.0, -weight)))


def dump(model: Model) -> str:
    odds = {
        name: {level: [round(one.m, 9), round(one.u, 9)] for level, one in levels.items()}
        for name, levels in model.odds.items()
    }
    plain = {
        "kind": model.kind, "version": model.version, "doubles": model.doubles,
        "merge": model.merge, "ask": model.ask, "odds": odds,
    }  # fmt: skip
    return json.dumps(plain, indent=1) + "\n"


def load(text: str) -> Model:
    plain: dict[str, Any] = json.loads(text)
    odds = plain.pop("odds")
    return Model(
        **plain,
        odds={name: {level: Odds(*pair) for level, pair in levels.items()} for name, levels in odds.items()},
    )


@cache
def frozen(kind: str) -> Model:
    """The model that this release ships."""
    return load((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
