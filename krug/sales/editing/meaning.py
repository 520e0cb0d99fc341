"""What rows mean: the contract they make, and the rows that a contract is shown by."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from krug.access.errors import FieldError
from krug.fields.keys import key_for
from krug.sales.contract import Checkpoint, Contract, DeciderKnown, Priced, Stage
from krug.sales.editing.draft import Draft, PointRow, StageRow, Values
from krug.sales.saying import resources, shared_by

CODE = re.compile(r"^[a-z][a-z0-9-]{0,39}$")
EVIDENCE_FIELDS = {"met": ("times",), "called": ("times",), "decider": ("met",), "priced": ("products",)} | {
    "by_hand": ("document",)
}
FLAGS = ("met", "products", "document")


def raw(draft: Draft, taken: Collection[str] = ()) -> dict[str, Any]:
    """For `parsed`. Rows without a code get one of their names, none of `taken`: those mean something."""
    _name_all(draft, taken)
    plain = draft.plain
    made: dict[str, Any] = {"stages": [_stage(row) for row in draft.stages]}
    made["limits"] = [
        {"resource": code, "most": number(plain[f"limits/{code}/most"])}
        | _given({"price": number(plain.get(f"limits/{code}/price", ""))})
        for code, _name in resources()
        if plain.get(f"limits/{code}/most", "").strip()
    ]
    made["commission"] = [
        {"whom": whom, "percent": number(plain[f"commission/{whom}"])}
        for whom, _name in shared_by()
        if plain.get(f"commission/{whom}", "").strip()
    ]
    made["working"] = {"days": draft.days} | _given(
        {name: plain.get(f"working/{name}", "") for name in ("since", "until", "zone")}
    )
    stop = {"percent": number(plain.get("stop/percent", "")), "who": plain.get("stop/who", "")}
    made["stop"] = _given(stop)
    whole = {name: plain.get(name, "") for name in ("currency", "step_back")}
    return made | _given({**whole, "second_person": number(plain.get("second_person", ""))})


def number(text: str) -> str:
    """As people type it: «1 500,50»."""
    return re.sub(r"\s", "", text).replace(",", ".")


def _given(values: Mapping[str, str]) -> dict[str, str]:
    """What was left empty is what the contract says by itself."""
    return {name: value for name, value in values.items() if value.strip()}


def _stage(row: StageRow) -> dict[str, Any]:
    values = row.values
    numbers = {name: number(values.get(name, "")) for name in ("limit", "quiet", "chance")}
    return {
        "code": values["code"],
        "name": values.get("name", ""),
        "coarse": values.get("coarse", ""),
        "hint": values.get("hint", ""),
        "checkpoints": [_point(one.values) for one in row.points],
        **_given(numbers),
    }


def _point(values: Values) -> dict[str, Any]:
    kind = values.get("evidence", "")
    evidence: dict[str, Any] = {"kind": kind}
    for name in EVIDENCE_FIELDS.get(kind, ()):
        if name in FLAGS:
            evidence[name] = values.get(name) == "1"
        elif values.get(name, "").strip():
            evidence[name] = number(values[name])
    made = {
        "code": values["code"],
        "name": values.get("name", ""),
        "hint": values.get("hint", ""),
        "evidence": evidence,
        "required": values.get("required") == "1",
        **_given({"within": number(values.get("within", ""))}),
    }
    if who := values.get("skip", ""):
        made["skip"] = {"who": who} | _given({"price": number(values.get("price", ""))})
    return made


def _name_all(draft: Draft, taken: Collection[str]) -> None:
    kept = {values["code"] for _path, values in draft.rows() if CODE.match(values.get("code", ""))}
    used: dict[bool, set[str]] = {True: set(), False: set()}
    for path, values in draft.rows():
        is_stage = "checkpoints" not in path
        code = values.get("code", "")
        if not CODE.match(code) or code in used[is_stage]:
            busy = {one.replace("-", "_") for one in {*kept, *taken, *used[True], *used[False]}}
            code = key_for(values.get("name", ""), busy).replace("_", "-")
        values["code"] = code
        used[is_stage].add(code)


def misplaced(draft: Draft, made: Mapping[str, Any], errors: Sequence[FieldError]) -> dict[str, str]:
    """The name of a field → what is wrong with it; "" what is wrong with the whole."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(_field(draft, made, error.field), str(error.message))
    return found


def _field(draft: Draft, made: Mapping[str, Any], place: str) -> str:
    steps = place.split("/")
    if "evidence" in steps:
        at = steps.index("evidence")
        return "/".join([*steps[:at], steps[at + 2] if len(steps) > at + 2 else "evidence"])
    if "skip" in steps:
        at = steps.index("skip")
        return "/".join([*steps[:at], "price" if steps[-1] == "price" else "skip"])
    if steps[0] in ("limits", "commission") and len(steps) > 2 and steps[1].isdecimal():
        whole = made[steps[0]][int(steps[1])]
        return (
            f"limits/{whole['resource']}/{steps[2]}"
            if steps[0] == "limits"
            else f"commission/{whole['whom']}"
        )
    if steps[0] == "working":
        return f"working/{steps[1]}" if len(steps) > 1 else "working/until"
    if steps[-1] == "code":
        return "/".join([*steps[:-1], "name"])
    return place if place not in ("stages", "contract") else ""


def of_contract(contract: Contract) -> Draft:
    plain = {
        "currency": contract.currency,
        "step_back": contract.step_back,
        "second_person": _plain(contract.second_person),
        "stop/percent": str(contract.stop.percent),
        "stop/who": contract.stop.who,
        "working/since": f"{contract.working.since:%H:%M}",
        "working/until": f"{contract.working.until:%H:%M}",
        "working/zone": contract.working.zone,
    }
    for limit in contract.limits:
        plain[f"limits/{limit.resource}/most"] = _plain(limit.most)
        plain[f"limits/{limit.resource}/price"] = _plain(limit.price or None)
    for share in contract.commission:
        plain[f"commission/{share.whom}"] = _plain(share.percent)
    days = [str(day) for day in contract.working.days]
    return Draft(plain, days, [_row(stage) for stage in contract.stages])


def _row(stage: Stage) -> StageRow:
    values = {
        "code": stage.code,
        "name": stage.name,
        "coarse": str(stage.coarse),
        "hint": stage.hint,
        "limit": _plain(stage.limit),
        "quiet": _plain(stage.quiet),
        "chance": _plain(stage.chance),
    }
    return StageRow(values, [_point_row(point) for point in stage.checkpoints])


def _point_row(point: Checkpoint) -> PointRow:
    values = {
        "code": point.code,
        "name": point.name,
        "hint": point.hint,
        "evidence": point.evidence.kind,
        "required": "1" if point.required else "",
        "within": _plain(point.within),
        "skip": point.skip.who if point.skip else "",
        "price": _plain(point.skip.price or None) if point.skip else "",
    }
    evidence = point.evidence
    values["times"] = str(getattr(evidence, "times", ""))
    values["met"] = "1" if isinstance(evidence, DeciderKnown) and evidence.met else ""
    values["products"] = "1" if isinstance(evidence, Priced) and evidence.products else ""
    values["document"] = "1" if getattr(evidence, "document", False) else ""
    return PointRow(values)


def _plain(value: Decimal | int | None) -> str:
    """Without zeros that say nothing: 500.00 → 500, 0.50 → 0.5."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
