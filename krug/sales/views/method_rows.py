"""The editor's rows as its templates show them: each field with its value and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from krug.sales.contract import MOST_CHECKPOINTS, MOST_STAGES
from krug.sales.editing import Draft, StageRow
from krug.sales.editing.draft import Values
from krug.sales.editing.meaning import EVIDENCE_FIELDS, FLAGS
from krug.sales.saying import LOOKS, Options, allowed_by, evidence_kinds, resources, shared_by, week, zones
from krug.sales.words import Coarse
from krug.site.templatetags.money import SIGNS

STAGE = ("code", "name", "coarse", "hint", "limit", "quiet", "chance")
POINT = ("code", "name", "evidence", "times", *FLAGS, "required", "within", "skip", "price", "hint")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: its name in the form is its path in the contract."""

    name: str
    value: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        return self.name.replace("/", "-")

    @property
    def aria(self) -> SafeString | str:
        if not self.error:
            return ""
        return format_html(' aria-invalid="true" aria-describedby="{}-error"', self.id)


@dataclass(frozen=True, slots=True)
class EditPoint:
    path: str
    key: str
    """Of ids: stage and place."""
    cells: Mapping[str, Cell]
    icon: str
    asks: Sequence[str]
    """Which fields its evidence has of its own."""
    first: bool
    last: bool
    wrong: bool


@dataclass(frozen=True, slots=True)
class EditStage:
    path: str
    place: int
    cells: Mapping[str, Cell]
    points: Sequence[EditPoint]
    open: bool
    first: bool
    last: bool
    wrong: bool
    full: bool


def rows(draft: Draft, errors: Mapping[str, str]) -> dict[str, Any]:
    """Of the path alone: what is drawn again after each button."""
    return {
        "draft": draft,
        "drawn": token_hex(4),
        "stages": [_stage(draft, at, row, errors) for at, row in enumerate(draft.stages)],
        "full": len(draft.stages) >= MOST_STAGES,
        "coarse": [(value, str(name)) for value, name in Coarse.choices],
        "kinds": evidence_kinds(),
        "who": [("", _("never")), *allowed_by()],
    }


def _cells(path: str, names: Sequence[str], values: Values, errors: Mapping[str, str]) -> dict[str, Cell]:
    return {
        name: Cell(f"{path}/{name}", values.get(name, ""), errors.get(f"{path}/{name}", "")) for name in names
    }


def _stage(draft: Draft, at: int, row: StageRow, errors: Mapping[str, str]) -> EditStage:
    path = f"stages/{at}"
    points = []
    for number, one in enumerate(row.points):
        inner = f"{path}/checkpoints/{number}"
        kind = one.values.get("evidence", "by_hand")
        points.append(
            EditPoint(
                path=inner,
                key=f"{at}-{number}",
                cells=_cells(inner, POINT, one.values, errors),
                icon=LOOKS[kind].icon if kind in LOOKS else "circle-check",
                asks=EVIDENCE_FIELDS.get(kind, ()),
                first=number == 0,
                last=number == len(row.points) - 1,
                wrong=any(name.startswith(f"{inner}/") for name in errors),
            )
        )
    return EditStage(
        path=path,
        place=at,
        cells=_cells(path, STAGE, row.values, errors),
        points=points,
        open=at == draft.open,
        first=at == 0,
        last=at == len(draft.stages) - 1,
        wrong=any(name.startswith(f"{path}/") for name in errors),
        full=len(row.points) >= MOST_CHECKPOINTS,
    )


def rules(draft: Draft, errors: Mapping[str, str]) -> dict[str, Any]:
    """Of the whole method: limits, shares, working time and the rest."""

    def cell(name: str) -> Cell:
        return Cell(name, draft.plain.get(name, ""), errors.get(name, ""))

    return {
        "limits": [
            (name, cell(f"limits/{code}/most"), None if code == "discount" else cell(f"limits/{code}/price"))
            for code, name in resources()
        ],
        "shares": [(name, cell(f"commission/{whom}")) for whom, name in shared_by()],
        "days": [(day, name, day in draft.days) for day, name in week()],
        "days_error": errors.get("working/days", ""),
        "since": cell("working/since"),
        "until": cell("working/until"),
        "zone": cell("working/zone"),
        "zones": _with(zones(), draft.plain.get("working/zone", "")),
        "currency": cell("currency"),
        "currencies": _with(list(SIGNS.items()), draft.plain.get("currency", "")),
        "step_back": cell("step_back"),
        "allowed": allowed_by(),
        "second_person": cell("second_person"),
        "stop": cell("stop/percent"),
        "stop_who": cell("stop/who"),
    }


def _with(options: Options, value: str) -> Options:
    """What is chosen is on offer, whatever else is."""
    known = not value or value in dict(options)
    return options if known else [*options, (value, value)]
