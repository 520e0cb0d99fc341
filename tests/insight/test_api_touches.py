from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Identity, Person
from krug.site.ids import uuid7
from krug.touches.actions import append, retract
from tests.cast import Cast, client_of
from tests.touches.make import noted
from tests.visits.made import make_doctor

URL = "/api/v1/touches"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def touch(**fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "at": AT.isoformat(),
        "channel": "shop",
        "direction": "in",
        "verb": "purchased",
        "amount": "10.50",
        "currency": "RUB",
        "data": {"items": 2},
    } | fields


def post(user: User | None, *touches: dict[str, Any]) -> Any:
    return client_of(user).post(URL, {"touches": list(touches)}, "application/json")


def read(user: User | None, **query: Any) -> Any:
    return client_of(user).get(URL, {name: str(value) for name, value in query.items()})


def phone_of(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Ann", phones=["+79990000001"]))


def test_a_program_writes_and_reads_what_happened(cast: Cast) -> None:
    ann = phone_of(cast)
    one = touch(person=str(ann.uid), object={"kind": "order", "id": "5"}, staff=str(cast.rita.uid))
    two = touch(identity={"kind": "phone", "value": "8 (999) 000-00-01"})
    answer = post(cast.integrator, one, two)
    assert (answer.status_code, answer.json()) == (200, {"new": 2, "known": 0})
    assert post(cast.integrator, one, two).json() == {"new": 0, "known": 2}
    page = read(cast.rita, person=ann.uid).json()
    assert {it["id"] for it in page["items"]} == {one["id"], two["id"]}
    first = next(it for it in page["items"] if it["id"] == one["id"])
    assert (first["person"], first["amount"], first["data"]) == (str(ann.uid), "10.50", {"items": 2})
    assert first["object"] == {"kind": "order", "id": "5"}
    assert page["next"] is None


def test_an_unknown_key_is_kept_until_somebody_is_known_by_it(cast: Cast) -> None:
    assert post(cast.integrator, touch(identity={"kind": "cookie", "value": "abc"})).status_code == 200
    assert Identity.objects.filter(kind="cookie", value="abc", links=None).count() == 1


def test_a_wrong_row_is_named_and_nothing_is_taken(cast: Cast) -> None:
    ann = make_doctor(cast)
    good = touch(person=str(ann.uid))
    bad = touch(person=str(ann.uid), data={"itemz": 2})
    answer = post(cast.integrator, good, bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "touch_refused")
    (error,) = answer.json()["errors"]
    assert (error["row"], error["pointer"]) == (2, "/touches/1/data/itemz")
    assert read(cast.head, person=ann.uid).json()["items"] == []
    unknown = post(
        cast.integrator, good, touch(person=str(uuid7())), touch(identity={"kind": "phone", "value": "x"})
    )
    assert [(it["row"], it["field"]) for it in unknown.json()["errors"]] == [(2, "person"), (3, "identity")]
    assert post(cast.integrator, touch(person=str(ann.uid), verb="bought")).status_code == 422
    assert post(cast.integrator, touch()).status_code == 422


@pytest.mark.parametrize("amount", ["1E-999999999", "0." + "1" * 2000, "1E+30", "NaN", "sNaN", "-Infinity"])
def test_an_amount_is_money(cast: Cast, amount: str) -> None:
    """A word of twelve letters may not become a gigabyte of figures."""
    answer = post(cast.integrator, touch(person=str(make_doctor(cast).uid), amount=amount))
    assert answer.status_code == 422


def test_a_key_is_text_that_both_databases_keep(cast: Cast) -> None:
    answer = post(cast.integrator, touch(identity={"kind": "cookie", "value": "a\0b"}))
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_input")


def test_outsiders_and_those_without_the_permission(cast: Cast) -> None:
    ann = phone_of(cast)
    one = touch(person=str(ann.uid))
    assert post(None, one).status_code == 401
    assert post(cast.rita, one).status_code == 403
    for named in (one, touch(identity={"kind": "phone", "value": "+79990000001"})):
        refused = post(cast.food_head, named)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown")
    assert post(cast.admin, one).status_code == 200
    assert post(cast.integrator, one).json()["errors"][0]["code"] == "touch_differs"
    assert read(None).status_code == 401
    assert read(cast.roma, person=ann.uid).status_code == 404
    assert read(cast.nina, person=ann.uid).json()["items"][0]["id"] == one["id"]


def test_another_author_s_touch_cannot_be_replaced(cast: Cast) -> None:
    ann = make_doctor(cast)
    one = touch(person=str(ann.uid))
    post(cast.admin, one)
    refused = post(cast.integrator, touch(person=str(ann.uid), replaces=one["id"]))
    assert refused.json()["errors"][0]["field"] == "replaces"
    assert post(cast.admin, touch(person=str(ann.uid), replaces=one["id"])).status_code == 200
    assert len(read(cast.rita, person=ann.uid).json()["items"]) == 1


def test_a_person_s_touches_in_pages(cast: Cast) -> None:
    ann = make_doctor(cast)
    post(cast.integrator, *(touch(person=str(ann.uid)) for _ in range(5)))
    seen: list[str] = []
    query: dict[str, Any] = {"person": ann.uid, "limit": 2}
    while True:
        page = read(cast.rita, **query).json()
        seen += [it["id"] for it in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert read(cast.rita, person=ann.uid, cursor="nonsense").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_following_the_log(cast: Cast) -> None:
    ann, bob = make_doctor(cast, "Ann"), make_doctor(cast, "Bob")
    post(cast.integrator, *(touch(person=str(ann.uid)) for _ in range(3)))
    append([noted("no link", 999_999)], "user:1")
    first = read(cast.integrator, limit=2).json()
    rest = read(cast.integrator, cursor=first["next"]).json()
    assert (len(first["items"]), len(rest["items"])) == (2, 1)
    assert read(cast.food_head).json()["items"] == []
    late = touch(person=str(bob.uid))
    post(cast.integrator, late)
    assert [it["id"] for it in read(cast.integrator, cursor=rest["next"]).json()["items"]] == [late["id"]]
    retract([UUID(late["id"])], "user:1", "")
    assert read(cast.integrator, cursor=rest["next"]).json()["items"] == []
