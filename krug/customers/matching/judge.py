"""What is done with a likely pair: merged by itself, asked about, or let be. Pure."""

from collections.abc import Mapping

from krug.customers.matching.model import Model

MUST_NOT_DIFFER = frozenset({"first", "middle", "sex", "birth", "number"})
"""Two people of one family agree in nearly all but one of these: that is for a person to look at."""
MUST_AGREE = frozenset({"phones", "emails", "number", "birth"})
"""Namesakes are many: by itself nothing is merged on names and places alone."""


PLACES_MUST_NOT_DIFFER = frozenset({"last", "number", "city"})
"""Of organisations: a chain's shops have one name, one tax number and one telephone."""


def sure(model: Model, probability: float, levels: Mapping[str, str]) -> bool:
    """Whether the pair is merged by itself."""
    if model.kind == "organisation":
        here = levels.get("street") in (None, "place")
        differs = any(levels.get(name) == "differs" for name in PLACES_MUST_NOT_DIFFER)
        return probability >= model.merge and levels.get("number") == "same" and here and not differs
    differs = any(levels.get(name) == "differs" for name in MUST_NOT_DIFFER)
    agrees = any(levels.get(name) == "same" for name in MUST_AGREE)
    return probability >= model.merge and agrees and not differs
