"""Two versions of a method compared in plain words."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from krug.sales.actions import parsed
from krug.sales.comparing import changes
from krug.sales.contract import Contract
from krug.sales.ready import READY
from tests.sales.made import CONTRACT

PLAIN = CONTRACT.model_dump(mode="json")
STAGES = PLAIN["stages"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(after: dict[str, Any], before: Contract = CONTRACT) -> list[tuple[str, str, str, str, str]]:
    found = changes(before, parsed({**PLAIN, **after}))
    return [(one.kind, one.where, one.what, one.before, one.after) for one in found]


def with_point(**more: Any) -> dict[str, Any]:
    points = STAGES[0]["checkpoints"]
    return {"stages": [{**STAGES[0], "checkpoints": [{**points[0], **more}, points[1]]}, *STAGES[1:]]}


def test_the_same_differs_in_nothing() -> None:
    assert told({}) == []
    for ready in READY.values():
        assert changes(ready.make(), ready.make()) == []


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"stages": STAGES[:3]}, ("removed", "", "Stage «Paid»", "", "")),
        (
            {"stages": [*STAGES, {"code": "after", "name": "After", "coarse": "contract"}]},
            ("added", "", "Stage «After»", "", ""),
        ),
        (
            {"stages": [{**STAGES[0], "limit": 1}, *STAGES[1:]]},
            ("changed", "Contact", "Limit of the stage", "18 working hours", "1 working hour"),
        ),
        (with_point(name="Rung"), ("changed", "Contact", "Checkpoint «Rung»: name", "Called", "Rung")),
        (
            with_point(evidence={"kind": "called", "times": 2}),
            ("changed", "Contact", "Checkpoint «Called»: evidence", "1 answered call", "2 answered calls"),
        ),
        (
            with_point(skip=None),
            (
                "changed", "Contact", "Checkpoint «Called»: leaving it out",
                "may be left out by the seller himself", "never left out",
            ),
        ),
        ({"limits": PLAIN["limits"][1:]}, ("removed", "", "Limit: Visits", "2 × 1,000\u00a0₽", "")),
        (
            {"commission": [{"whom": "helper", "percent": 2}]},
            ("added", "", "Commission: Each who helped", "", "2\u00a0%"),
        ),
        (
            {"step_back": "head"},
            ("changed", "", "Who puts a deal back", "the seller himself", "the head alone"),
        ),
        ({"second_person": 1000}, ("changed", "", "A second colleague from", "none", "1,000\u00a0₽")),
        ({"stop": {"percent": 60}}, ("changed", "", "Stop sign", "100\u00a0%", "60\u00a0%")),
    ],
)  # fmt: skip
def test_each_difference_is_said(after: dict[str, Any], said: tuple[str, ...]) -> None:
    assert said in told(after)


def test_a_checkpoint_that_went_to_another_stage_is_moved_not_lost() -> None:
    points = STAGES[0]["checkpoints"]
    second = {**STAGES[1], "checkpoints": [points[1], *STAGES[1]["checkpoints"]]}
    after = {"stages": [{**STAGES[0], "checkpoints": points[:1]}, second, *STAGES[2:]]}
    assert told(after) == [("changed", "Need", "Checkpoint «Met»: its stage", "Contact", "Need")]


def test_stages_in_another_order_are_said_once() -> None:
    alike = CONTRACT.model_copy(
        update={"stages": tuple(one.model_copy(update={"coarse": "need"}) for one in CONTRACT.stages)}
    )
    turned = alike.model_copy(update={"stages": alike.stages[::-1], "second_person": Decimal(1)})
    found = [one for one in changes(alike, turned) if one.what == "Order of the stages"]
    assert [one.after for one in found] == ["Paid → Offer → Need → Contact"]
