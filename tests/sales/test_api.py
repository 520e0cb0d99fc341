"""Programs go by the same method as people."""

import json
from typing import Any

import pytest
from django.test import Client

from krug.access.actions.issue_token import issue_token
from krug.access.models import User
from krug.access.rules import allowed
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_deal, make_method, visit


class Program:
    under = "deals"

    def __init__(self, user: User) -> None:
        _token, secret = issue_token(None, user, "tried", allowed(user))
        self.client, self.headers = Client(), {"Authorization": f"Bearer {secret}"}

    def __call__(self, method: str, path: str, data: Any = None) -> tuple[int, Any]:
        answer = self.client.generic(
            method,
            f"/api/v1/{self.under}{path}",
            json.dumps(data) if data is not None else "",
            content_type="application/json",
            headers=self.headers,
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def rita(cast: Cast) -> Program:
    return Program(cast.rita)


def test_from_two_fields_to_won(cast: Cast, rita: Program) -> None:
    make_method(cast)
    buyer = make_customer(cast)
    status, deal = rita("POST", "", {"person": str(buyer.uid), "amount": "90000.00", "need": "A freezer"})
    assert (status, deal["stage"], deal["name"], deal["chance"]) == (201, "contact", "Buyer", None)
    at = f"/{deal['uid']}"
    status, told = rita("POST", f"{at}/advance", {"stage": "need"})
    assert (status, told["code"]) == (409, "checkpoints_in_the_way")
    assert [one["value"] for one in told["errors"]] == ["called", "met"]

    for checkpoint in ("called", "met"):
        assert rita("POST", f"{at}/skip", {"checkpoint": checkpoint, "reason": "Far away"})[0] == 200
    assert rita("POST", f"{at}/advance", {"stage": "need"})[0] == 409
    assert Program(cast.nina)("POST", f"{at}/skip/approve", {"checkpoint": "met"})[0] == 200
    assert rita("POST", f"{at}/advance", {"stage": "offer"})[1]["coarse"] == "proposal"
    assert rita("POST", f"{at}/proposals", {})[1]["proposals"][0]["amount"] == "90000.00"
    assert rita("POST", f"{at}/confirm", {"checkpoint": "paper", "document": "Contract 7"})[0] == 200
    assert rita("POST", f"{at}/win", {"reason": "trust"})[1]["outcome"] == "won"

    status, path = rita("GET", f"{at}/path")
    assert [(step["checkpoint"], bool(step["passed_at"]), step["skipped"]) for step in path["steps"]] == [
        ("called", False, True),
        ("met", False, True),
        ("need", True, False),
        ("decider", False, False),
        ("price", True, False),
        ("sent", True, False),
        ("paper", True, False),
    ]
    kinds = [event["kind"] for event in rita("GET", f"{at}/journal?limit=500")[1]["items"]]
    assert (kinds[0], kinds[-1]) == ("won", "opened")
    assert {it["kind"] for it in rita("GET", f"{at}/deviations")[1]} == {"skipped", "too_easy"}


def test_the_stage_is_no_field(cast: Cast, rita: Program) -> None:
    deal = make_deal(cast)
    for sneaky in ({"stage": "paid"}, {"outcome": "won"}, {"coarse": "contract"}, {"owner": "x"}):
        assert rita("PATCH", f"/{deal.uid}", sneaky)[0] == 422
    deal.refresh_from_db()
    assert (deal.stage, deal.outcome) == ("contact", "open")


def test_sent_twice_it_is_one_deal(cast: Cast, rita: Program) -> None:
    buyer = make_customer(cast)
    given = {"person": str(buyer.uid), "uid": "018f3c1e-7b2a-7c3d-9e4f-5a6b7c8d9e0f"}
    assert rita("POST", "", given)[1]["uid"] == rita("POST", "", given)[1]["uid"]
    assert Program(cast.nina)("POST", "", given)[0] == 409


def test_pages_follow_one_another(cast: Cast, rita: Program) -> None:
    made = [str(make_deal(cast).uid) for _number in range(5)]
    make_deal(cast, owner=cast.head)
    found: list[str] = []
    cursor = ""
    while True:
        page = rita("GET", f"?limit=2&cursor={cursor}")[1]
        found += [one["uid"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert found == made[::-1]


def test_a_customer_out_of_sight_is_not_named(cast: Cast) -> None:
    deal = make_deal(cast, owner=cast.roma, person=make_customer(cast))
    out = Program(cast.roma)("GET", f"/{deal.uid}")[1]
    assert out["person"] is None
    parts = Program(cast.roma)("GET", f"/{deal.uid}/parts")[1]
    assert parts["people"] == [{"person": None, "part": "", "note": ""}]


def test_touches_prove_themselves(cast: Cast, rita: Program) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    call(buyer, after(1), cast.rita)
    visit(buyer, after(2), cast.rita)
    steps = rita("GET", f"/{deal.uid}/path")[1]["steps"]
    assert [len(step["touches"]) for step in steps[:2]] == [1, 1]
    assert rita("POST", f"/{deal.uid}/advance", {"stage": "need"})[0] == 200
