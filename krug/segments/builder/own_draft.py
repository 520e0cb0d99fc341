"""A row about an own field as the form holds it: `how` says in one word what is asked, the rest is typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Get = Callable[[str], str]
NEAR = ("last", "next", "before", "round")
NOT = {"filled": "empty", "one_of": "none_of", "is": "is_not", "has": "has_not"}
"""What is asked → the same but not."""
_NO = {no: yes for yes, no in NOT.items()}


def own_raw(key: str, get: Get, options: Sequence[str]) -> dict[str, Any]:
    """The part, to be validated; what was typed is taken as people write it."""
    how = get("how")
    test = _test(_NO.get(how, how), get, options)
    return {"kind": "own", "field": key, "test": test, "but_not": how in _NO}


def _test(how: str, get: Get, options: Sequence[str]) -> dict[str, Any]:
    if how == "one_of":
        return {"how": "chosen", "options": [it for it in options if it]}
    if how in ("yes", "no"):
        return {"how": "yes", "yes": how == "yes"}
    if how in ("is", "has"):
        return {"how": "written", "match": "is" if how == "is" else "contains", "text": get("text")}
    if how in NEAR:
        return {"how": "near", "when": how, "days": get("days")}
    if how in ("more", "less", "span"):
        low, high = _number(get("low")), _number(get("high"))
        return {"how": "between"} | _bounds(how, "more", "less", {"at_least": low, "at_most": high})
    if how in ("since", "until", "dates"):
        days = {"since": get("since"), "until": get("until")}
        return {"how": "dated"} | _bounds(how, "since", "until", days)
    return {"how": how}


def _bounds(how: str, low: str, high: str, typed: dict[str, str]) -> dict[str, str]:
    """Those that `how` asks for."""
    first, last = typed
    return {
        **({first: typed[first]} if how != high else {}),
        **({last: typed[last]} if how != low else {}),
    }


def _number(text: str) -> str:
    return "".join(text.split()).replace(",", ".").replace("\u2212", "-")


def own_values(test: Mapping[str, Any], but_not: bool) -> dict[str, list[str]]:
    """The form's values of a part that was stored."""
    how, values = _said(test)
    return {"how": [NOT.get(how, how) if but_not else how], **values}


def _said(test: Mapping[str, Any]) -> tuple[str, dict[str, list[str]]]:
    match test["how"]:
        case "chosen":
            return "one_of", {"values": list(test["options"])}
        case "yes":
            return ("yes" if test["yes"] else "no"), {}
        case "written":
            return ("is" if test["match"] == "is" else "has"), {"text": [test["text"]]}
        case "near":
            return test["when"], {"days": [str(test["days"])]}
        case "between":
            low, high = _plain(test["at_least"]), _plain(test["at_most"])
            return _which(low, high, "more", "less", "span"), {"low": [low], "high": [high]}
        case "dated":
            since, until = test["since"] or "", test["until"] or ""
            return _which(since, until, "since", "until", "dates"), {"since": [since], "until": [until]}
    return "filled", {}


def _plain(number: Any) -> str:
    return "" if number is None else str(number)


def _which(low: str, high: str, first: str, last: str, both: str) -> str:
    return both if low and high else (first if low else last)
