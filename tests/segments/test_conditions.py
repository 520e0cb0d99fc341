"""Each kind of condition: whom it means, by cards and touches as they are."""

import pytest
from pydantic import ValidationError

from krug.access.models import User
from krug.customers.actions import create_organisation, link, merge, undo_merge
from krug.customers.actions.link import ensure_identities
from krug.customers.data import OrganisationData
from krug.customers.models import Person
from krug.segments.conditions import Asked, Condition, windows
from krug.touches.actions import append, replace, retract
from krug.touches.words import Verb
from tests.cast import Cast
from tests.segments.make import DAY, bought, clicked, condition, did, meant, people, touch
from tests.touches.make import NOW


def ids(*persons: Person) -> set[int]:
    return {person.pk for person in persons}


def test_profile(cast: Cast) -> None:
    shop = create_organisation(cast.marketer, OrganisationData(name="Clinic", kind="clinic"))
    land = cast.pharma.north_land.pk
    a, b, c = people(
        cast.head,
        {"klass": "A", "city": "Omsk", "territory": land, "organisation": shop.pk},
        {"klass": "B", "specialty": "surgeon", "phones": ["+79160000001"], "territory": land},
        {"klass": "", "city": "Omsk", "territory": land, "emails": ["c@krug.test"]},
    )
    see = cast.marketer
    assert meant(see) == ids(a, b, c)
    assert meant(see, {"kind": "profile", "field": "klass", "values": ["A", "B"]}) == ids(a, b)
    assert meant(see, {"kind": "profile", "field": "klass", "values": ["A"], "but_not": True}) == ids(b, c)
    assert meant(see, {"kind": "profile", "field": "specialty", "values": ["surgeon"]}) == ids(b)
    assert meant(see, {"kind": "profile", "field": "territory", "values": [str(land)]}) == ids(a, b, c)
    assert meant(see, {"kind": "profile", "field": "organisation_kind", "values": ["clinic"]}) == ids(a)
    assert meant(see, {"kind": "reachable", "by": "phone"}) == ids(b)
    assert meant(see, {"kind": "reachable", "by": "email", "but_not": True}) == ids(a, b)
    omsk = {"kind": "profile", "field": "city", "values": ["Omsk"]}
    assert meant(see, omsk, {"kind": "reachable", "by": "email"}) == ids(c)
    assert meant(see, omsk, {"kind": "reachable", "by": "phone"}, mode="any") == ids(a, b, c)
    assert meant(see, omsk, mode="none") == ids(b)


def test_touches(cast: Cast) -> None:
    a, b, c = people(cast.rita, {}, {}, {})
    for days in (1, 5, 40):
        clicked(a, days, object_kind="page", object_id="tariffs")
    clicked(b, 2)
    did(c, Verb.ACTED, 3, data={"name": "Tariff Compared"})
    see = cast.rita
    click = {"kind": "touched", "verb": "clicked"}
    assert meant(see, click) == ids(a, b)
    assert meant(see, click | {"at_least": 3}) == ids(a)
    assert meant(see, click | {"at_least": 3, "days": 30}) == set()
    assert meant(see, click | {"at_least": 2, "days": 30}) == ids(a)
    assert meant(see, click | {"at_most": 1}) == ids(b, c)
    assert meant(see, click | {"at_least": 1, "at_most": 2, "days": 30}) == ids(a, b)
    assert meant(see, click | {"did": False}) == ids(c)
    assert meant(see, click | {"about": "tariffs"}) == ids(a)
    assert meant(see, {"kind": "touched", "verb": "acted", "about": "Tariff Compared"}) == ids(c)
    assert meant(see, {"kind": "touched", "did": False, "days": 2}) == ids(c)
    assert meant(see, {"kind": "last", "days": 2}) == ids(c)
    assert meant(see, {"kind": "last", "verb": "clicked", "days": 1}) == ids(b)


def test_the_edge_of_a_span_is_in_it(cast: Cast) -> None:
    a, b = people(cast.rita, {}, {})
    clicked(a, 10)
    append([touch(b, Verb.CLICKED, 10 + 1 / DAY, data={"address": "x"})], "user:1")
    assert meant(cast.rita, {"kind": "touched", "verb": "clicked", "days": 10}) == ids(a)
    assert meant(cast.rita, {"kind": "last", "days": 10}) == ids(b)


def test_sums(cast: Cast) -> None:
    a, b, _c = people(cast.rita, {}, {}, {})
    bought(a, "600.50")
    bought(a, "399.50", 50)
    bought(b, "5000", currency="USD")
    bought(b, "1000")
    did(b, Verb.REFUNDED, 1, amount=bought(a, "0").amount.__class__("1"), currency="RUB")
    sum_of = {"kind": "bought", "at_least": "1000"}
    assert meant(cast.rita, sum_of) == ids(a)
    assert meant(cast.rita, sum_of | {"days": 30}) == set()
    assert meant(cast.rita, sum_of | {"currency": "USD"}) == ids(b)
    assert meant(cast.rita, {"kind": "bought", "below": "1000"}) == ids(b, _c)


def test_groups(cast: Cast) -> None:
    a, b, c, d = people(cast.rita, {"klass": "A"}, {"klass": "B"}, {"klass": "A"}, {})
    clicked(a)
    clicked(b)
    group = {
        "kind": "group",
        "mode": "any",
        "parts": [
            {"kind": "profile", "field": "klass", "values": ["B"]},
            {"kind": "touched", "verb": "clicked", "did": False},
        ],
    }
    assert meant(cast.rita, group) == ids(b, c, d)
    assert meant(cast.rita, group, {"kind": "profile", "field": "klass", "values": ["A"]}) == ids(c)
    assert meant(cast.rita, group | {"mode": "none"}) == ids(a)
    assert meant(cast.rita, group | {"mode": "all"}) == set()
    assert meant(cast.rita, group | {"parts": []}) == ids(a, b, c, d)


def test_what_is_taken_back_does_not_count(cast: Cast) -> None:
    a, b = people(cast.rita, {}, {})
    gone = clicked(a)
    instead = clicked(b)
    retract([gone.id], "user:1", "mistake")
    replace([touch(a, Verb.OPENED, 1, replaces=instead.id)], "user:1")
    assert meant(cast.rita, {"kind": "touched", "verb": "clicked"}) == set()
    assert meant(cast.rita, {"kind": "touched", "verb": "opened"}) == ids(a)


def test_a_touch_is_whose_the_identity_was_then(cast: Cast) -> None:
    a, b = people(cast.rita, {}, {})
    cookie = ensure_identities([("cookie", "shared")])["cookie", "shared"]
    link(cast.rita, cookie, a, until=NOW - 10 * DAY)
    link(cast.rita, cookie, b, since=NOW - 10 * DAY)
    clicked(cookie, 20)
    clicked(cookie, 5)
    clicked(cookie, 4)
    click = {"kind": "touched", "verb": "clicked"}
    assert meant(cast.rita, click) == ids(a, b)
    assert meant(cast.rita, click | {"at_least": 2}) == ids(b)


def test_merged_persons_are_one(cast: Cast) -> None:
    a, b, c = people(
        cast.nina,
        {"territory": cast.pharma.north_land.pk, "phones": ["+79160000001"], "klass": "B"},
        {"territory": cast.pharma.north_land.pk, "klass": "A"},
        {"territory": cast.pharma.north_land.pk},
    )
    clicked(a)
    clicked(b)
    decision = merge(cast.nina, b, a)
    twice = {"kind": "touched", "verb": "clicked", "at_least": 2}
    assert meant(cast.nina, twice) == ids(b)
    assert meant(cast.nina, {"kind": "reachable", "by": "phone"}) == ids(b)
    assert meant(cast.nina, {"kind": "profile", "field": "klass", "values": ["A"]}) == ids(b)
    assert meant(cast.nina, twice | {"did": False}) == ids(c)
    undo_merge(cast.nina, decision)
    assert meant(cast.nina, twice) == set()


def test_each_viewer_counts_whom_he_sees(cast: Cast) -> None:
    a, b = people(cast.rita, {}, {})
    (c,) = people(cast.roma, {})
    (food,) = people(cast.food_rep, {})
    for person in (a, b, c, food):
        clicked(person)
    click = {"kind": "touched", "verb": "clicked"}
    assert meant(cast.rita, click) == ids(a, b)
    assert meant(cast.roma, click) == ids(c)
    assert meant(cast.marketer, click) == ids(a, b, c)
    assert meant(cast.food_head, click) == ids(food)
    assert meant(cast.food_head, click, unit=cast.pharma.unit.pk) == set()
    admin: User = cast.admin
    assert meant(admin, click, unit=cast.pharma.unit.pk) == ids(a, b, c)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "profile", "field": "note", "values": ["A"]},
        {"kind": "profile", "field": "klass", "values": []},
        {"kind": "touched", "verb": "danced"},
        {"kind": "touched", "at_least": 3, "at_most": 2},
        {"kind": "touched", "days": 0},
        {"kind": "bought"},
        {"kind": "bought", "at_least": "1", "below": "2"},
        {"kind": "bought", "at_least": "1; DROP"},
        {"kind": "answered", "deck": 1, "question": "q", "compare": "at_least", "value": "much"},
        {"kind": "segment", "segment": "x"},
        {"kind": "last"},
        {"kind": "sql", "text": "TRUE"},
        {"kind": "group", "parts": [{"kind": "group", "parts": []}]},
        {"kind": "reachable", "by": "phone", "more": 1},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        condition(wrong)


def test_it_is_the_same_after_storing() -> None:
    made = condition(
        {"kind": "bought", "at_least": "1000.50", "days": 30},
        {"kind": "group", "mode": "none", "parts": [{"kind": "last", "days": 90}]},
    )
    assert Condition.model_validate(made.model_dump(mode="json")) == made
    assert windows(Asked("person", made)) == {("person", 30), ("person", 90)}
