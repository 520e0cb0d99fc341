"""Why something cannot stand in a contract, in the words of whoever writes one. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

NO_NUMBER = ("int_parsing", "int_from_float", "int_type")


def why_wrong(one: Mapping[str, Any]) -> str:
    """Of an error as pydantic gives it."""
    kind, bounds = one["type"], one.get("ctx", {})
    if kind in NO_NUMBER:
        return _("A whole number is expected.")
    if kind.startswith("decimal_"):
        return _decimal(kind)
    if kind == "greater_than_equal":
        return _("At least %(bound)s.") % {"bound": bounds["ge"]}
    if kind == "greater_than":
        return _("More than %(bound)s.") % {"bound": bounds["gt"]}
    if kind == "less_than_equal":
        return _("At most %(bound)s.") % {"bound": bounds["le"]}
    if kind == "too_long":
        return _("At most %(bound)s.") % {"bound": bounds["max_length"]}
    return _words().get(kind, _("This cannot stand here."))


def _decimal(kind: str) -> str:
    if kind in ("decimal_parsing", "decimal_type"):
        return _("A number is expected.")
    return _("This number is too long: at most two decimals.")


def _words() -> dict[str, str]:
    return {
        "string_too_short": _("Write something here."),
        "string_too_long": _("This is too long."),
        "too_short": _("There must be at least one."),
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no such field."),
        "twice": _("This is here twice."),
        "out_of_order": _("In the whole company this comes before the stage that stands earlier here."),
        "too_much": _("All shares together are more than the deal itself."),
        "ends_before_it_begins": _("The working day must end after it begins."),
        "unknown_zone": _("There is no such time zone."),
        "literal_error": _("Choose one of the list."),
        "union_tag_invalid": _("Choose one of the list."),
        "time_parsing": _("A time is expected, such as 09:00."),
    }


def place_said(path: str) -> str:
    """A place in a contract as people call it: «stage 2, checkpoint 1, time»."""
    steps = path.split("/")
    said = []
    for at, step in enumerate(steps):
        number = steps[at + 1] if at + 1 < len(steps) and steps[at + 1].isdecimal() else ""
        if step in _numbered() and number:
            said.append(_numbered()[step] % {"number": int(number) + 1})
        elif step in _named():
            said.append(_named()[step])
    return ", ".join(said)


def _numbered() -> dict[str, str]:
    return {
        "stages": _("stage %(number)d"),
        "checkpoints": _("checkpoint %(number)d"),
        "limits": _("limit %(number)d"),
        "commission": _("share %(number)d"),
    }


def _named() -> dict[str, str]:
    return {
        "name": _("name"),
        "code": _("code"),
        "coarse": _("stage of the company"),
        "evidence": _("evidence"),
        "within": _("time"),
        "limit": _("limit"),
        "quiet": _("silence"),
        "chance": _("chance"),
        "skip": _("leaving it out"),
        "price": _("price"),
        "hint": _("hint"),
        "working": _("working time"),
        "zone": _("time zone"),
        "currency": _("currency"),
        "second_person": _("second colleague"),
        "stop": _("stop sign"),
        "percent": _("percent"),
        "most": _("at most"),
        "times": _("times"),
        "stages": _("stages"),
        "resource": _("resource"),
    }
