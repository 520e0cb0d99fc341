"""A contract as pages show it: a path of stages with their checkpoints, and its rules in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from krug.sales.contract import Checkpoint, Contract, Stage
from krug.sales.outlook import outlook
from krug.sales.saying import (
    LOOKS,
    allowed_by,
    hours_said,
    quiet_said,
    resources,
    shared_by,
    terms_said,
    working_said,
)
from krug.sales.words import Coarse


@dataclass(frozen=True, slots=True)
class ShownPoint:
    point: Checkpoint
    icon: str
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownStage:
    number: int
    stage: Stage
    coarse: str
    limit: str
    quiet: str
    points: Sequence[ShownPoint]


def read_out(contract: Contract) -> dict[str, Any]:
    """For templates: stages, limits, shares, rules, what a newcomer sees."""
    return {
        "contract": contract,
        "stages": [
            _stage(number, stage, contract.currency) for number, stage in enumerate(contract.stages, 1)
        ],
        "limits": [
            (name, limit, limit.most * limit.price)
            for code, name in resources()
            if (limit := contract.limit(code))
        ],
        "shares": _shares(contract),
        "working": working_said(contract.working),
        "step_back": dict(allowed_by())[contract.step_back],
        "stop_who": dict(allowed_by())[contract.stop.who],
        "outlook": outlook(contract),
    }


def _stage(number: int, stage: Stage, currency: str) -> ShownStage:
    return ShownStage(
        number=number,
        stage=stage,
        coarse=str(dict(Coarse.choices)[stage.coarse]),
        limit=hours_said(stage.limit) if stage.limit else "",
        quiet=quiet_said(stage.quiet) if stage.quiet else "",
        points=[
            ShownPoint(point, LOOKS[point.evidence.kind].icon, terms_said(point, currency))
            for point in stage.checkpoints
        ],
    )


def _shares(contract: Contract) -> list[tuple[str, Any]]:
    percents = {str(share.whom): share.percent for share in contract.commission}
    return [(name, percents[whom]) for whom, name in shared_by() if whom in percents]
