"""What a model says of a pair, in words for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.customers.matching.kept import current
from krug.customers.matching.model import Said

FIELD = {
    "last": "full_name", "first": "full_name", "middle": "full_name", "sex": "full_name", "phones": "phones",
    "emails": "emails", "city": "city", "street": "address", "postcode": "address", "work": "organisation",
    "birth": "birth",
}  # fmt: skip
"""Feature → the field of the card it is shown at."""
PLACE_FIELD = FIELD | {"last": "name", "first": "name", "number": "tax_number"}
"""The same of organisations, whose `last` is the name without the legal form, `first` the form."""
NAMES: Mapping[str, Promise] = {
    "last": _("last name"), "first": _("first name"), "middle": _("middle name"), "sex": _("sex by the name"),
    "birth": _("date of birth"), "number": _("tax number"), "phones": _("phone"), "emails": _("e-mail"),
    "city": _("city"), "street": _("address"), "postcode": _("postcode"), "work": _("workplace"),
}  # fmt: skip
PLACE_NAMES: Mapping[str, Promise] = {
    **NAMES, "last": pgettext_lazy("compared", "name"), "first": _("legal form"), "number": _("INN"),
}  # fmt: skip
LEVELS: Mapping[str, Promise] = {
    "same": pgettext_lazy("compared", "the same"), "swapped": _("names have changed places"),
    "initial": _("the initial fits"), "place": _("the same house"), "words": _("some words in common"),
    "one_word": _("a word in common"),
    "day_month": _("day and month have changed places"), "differs": _("differs"),
}  # fmt: skip
ALIKE = _("almost the same")
STRONG, FAIR = 6.0, 2.0
RULES: Mapping[str, Promise] = {
    "by hand": _("merged by hand"),
    "review": _("proposed by Krug, merged by hand"),
    "match": _("merged by Krug, which was sure"),
    "stitch": _("declared one and the same by a system"),
}


def rule_in_words(rule: str) -> Promise | str:
    """`match 1` and `stitch: alias` by their first word."""
    return RULES.get(rule if rule in RULES else rule.split()[0].rstrip(":"), rule)


@dataclass(frozen=True, slots=True)
class Part:
    name: Promise
    level: Promise
    weight: float

    @property
    def sense(self) -> str:
        """For, against, or neither."""
        return "good" if self.weight >= FAIR / 2 else "bad" if self.weight <= -FAIR / 2 else "none"

    @property
    def strength(self) -> Promise | str:
        size = abs(self.weight)
        if size < FAIR / 2:
            return _("says little")
        if self.weight > 0:
            return _("speaks strongly for") if size >= STRONG else _("speaks for")
        return _("speaks strongly against") if size >= STRONG else _("speaks against")


@dataclass(frozen=True, slots=True)
class Reason:
    """What the model compared at one field of the card."""

    parts: list[Part]

    @property
    def sense(self) -> str:
        worst = min(self.parts, key=lambda part: part.weight)
        best = max(self.parts, key=lambda part: part.weight)
        return worst.sense if worst.sense == "bad" else best.sense


def part_of(said: Said, kind: str = "person") -> Part | None:
    """One feature's word; None for one that people need not read of."""
    names = NAMES if kind == "person" else PLACE_NAMES
    if said.feature not in names:
        return None
    return Part(names[said.feature], LEVELS.get(said.level, ALIKE), said.weight)


def reasons(kind: str, levels: Mapping[str, str]) -> dict[str, Reason]:
    """Field of the card → what was compared there, in the order of the model's features."""
    odds = current(kind).odds
    names, fields = (NAMES, FIELD) if kind == "person" else (PLACE_NAMES, PLACE_FIELD)
    found: dict[str, Reason] = {}
    for feature, level in levels.items():
        if feature not in names or level not in odds.get(feature, {}):
            continue
        part = Part(names[feature], LEVELS.get(level, ALIKE), odds[feature][level].weight)
        found.setdefault(fields.get(feature, feature), Reason([])).parts.append(part)
    return found
