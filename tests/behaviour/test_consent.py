"""What trackers send of somebody is kept under his name only where he allows it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from krug.behaviour import consent
from krug.behaviour.actions import create_source, set_categories
from krug.behaviour.data import SourceData
from krug.behaviour.models import Event, Session, Source
from krug.customers.actions import create_person, edit_purpose, give_consent, withdraw_consent
from krug.customers.data import PersonData
from krug.customers.models import Consent, Identity, Person, Purpose
from krug.customers.queries import recordings, timeline
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast

MAIL = "anna@firma.ru"
AT = "2026-11-01T10:00:{:02}Z"


def moment(second: int) -> datetime:
    return datetime(2026, 11, 1, 10, 0, second, tzinfo=UTC)


@pytest.fixture
def asking(cast: Cast) -> Purpose:
    """A company that may track named people only where they consented."""
    purpose = Purpose.objects.get(unit=cast.pharma.unit, site=True)
    return edit_purpose(None, purpose, {"basis": "consent"}, "May we?")


@pytest.fixture
def anna(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Anna", emails=[MAIL]))


def say(collector: Collector, source: Source, *events: dict[str, Any]) -> None:
    """Events a second apart, the first at 10:00:00 on the first of November."""
    start = Event.objects.count() + 1
    batch = [
        {"messageId": f"m{number}", "timestamp": AT.format(number - start), "type": "track", **one}
        for number, one in enumerate(events, start)
    ]
    assert collector.ask("/v1/batch", {"writeKey": key_of(source), "batch": batch}).status == 200
    collector.move()


def page(url: str = "https://shop.example/a?mail=anna", **more: Any) -> dict[str, Any]:
    """Anna's, as a page that has just greeted her by her address says it."""
    around = {"traits": {"email": MAIL}, "page": {"url": url}} | more.pop("context", {})
    who = {"userId": "u1", "anonymousId": "c1"}
    return {"type": "page", **who, "properties": {"url": url, "who": MAIL}, "context": around, **more}


def greeted(**more: Any) -> dict[str, Any]:
    """The site says who its user 1 is."""
    return {"type": "identify", "userId": "u1", "anonymousId": "c1", "traits": {"email": MAIL}, **more}


def banner(**categories: bool) -> dict[str, Any]:
    return {"context": {"consent": {"categoryPreferences": categories}}}


def told(cast: Cast, person: Person) -> int:
    return sum(max(len(entry.steps), 1) for entry in timeline(cast.head, person).entries)


def whose() -> list[str]:
    ids = Event.objects.order_by("id").values_list("identity", flat=True)
    names = dict(Identity.objects.filter(pk__in=list(ids)).values_list("id", "value"))
    return [names[one].partition(":")[0] for one in ids]


def test_of_a_known_person_who_was_not_asked_no_name_is_kept(
    cast: Cast, collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    say(collector, shop, greeted(), page(), page())
    assert told(cast, anna) == 0
    assert whose() == ["nameless", "nameless"]
    assert not Event.objects.filter(payload__contains=MAIL).exists()
    kept = json.loads(Event.objects.first().payload)  # type: ignore[union-attr]
    assert kept["properties"] == {"url": "https://shop.example/a"}
    assert not Identity.objects.filter(value__in=["c1", f"{shop.unit_id}/u1"]).exists()
    session = Session.objects.get()
    assert (session.views, session.landing) == (2, "https://shop.example/a")


def test_two_days_make_no_profile(collector: Collector, shop: Source, asking: Purpose, anna: Person) -> None:
    say(collector, shop, page(), page(timestamp="2026-11-02T10:00:00Z"))
    assert len(set(Event.objects.values_list("identity", flat=True))) == 2


def test_where_the_purpose_says_so_nothing_is_kept(
    collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    edit_purpose(None, asking, {"without": "nothing"}, "May we?")
    say(collector, shop, page(), page())
    assert not Event.objects.exists()
    give_consent(None, anna, asking, "paper", at=moment(5))
    say(collector, shop, page(timestamp=AT.format(9)), page(messageId="m2", timestamp=AT.format(1)))
    assert [one.at for one in Event.objects.all()] == [int(moment(9).timestamp()) * 1_000_000]


def test_by_another_basis_the_name_stays_until_he_objects(
    cast: Cast, collector: Collector, shop: Source, anna: Person
) -> None:
    purpose = Purpose.objects.get(unit=cast.pharma.unit, site=True)
    say(collector, shop, greeted(), page(), page())
    assert told(cast, anna) == 2
    withdraw_consent(cast.rita, anna, purpose, "call", at=moment(30))
    say(collector, shop, page(timestamp=AT.format(20)), page(timestamp=AT.format(40)))
    assert told(cast, anna) == 3, "what was before it, and came late, is his"


@pytest.mark.parametrize(
    ("context", "named"),
    [
        ({"consent": {"categoryPreferences": {"Analytics": True, "Advertising": False}}}, True),
        ({"consent": {"categoryPreferences": {"Analytics": False}}}, False),
        ({"consentManagement": {"allowedConsentIds": ["analytics"], "deniedConsentIds": []}}, True),
        ({"consentManagement": {"allowedConsentIds": ["ads"], "deniedConsentIds": ["analytics"]}}, False),
        (
            {"consentManagement": {"allowedConsentIds": ["analytics"], "deniedConsentIds": ["tracking"]}},
            False,
        ),
        ({"consent": "yes", "consentManagement": {"allowedConsentIds": {"analytics": 1}}}, True),
        ({}, True),
    ],
)
def test_what_other_consent_tools_say_counts(
    collector: Collector, shop: Source, context: dict[str, Any], named: bool
) -> None:
    """Also of a browser that nobody knows."""
    say(collector, shop, {"event": "Read", "anonymousId": "c9", "context": context})
    assert whose() == ["c9" if named else "nameless"]


def test_a_source_names_the_categories_of_its_own_tool(
    cast: Cast, collector: Collector, shop: Source
) -> None:
    set_categories(cast.marketer, shop, ["C0002", " C0002 ", ""])
    assert Source.objects.get().categories == ["C0002"]
    denied = {"consentManagement": {"allowedConsentIds": ["analytics"], "deniedConsentIds": ["C0002"]}}
    say(collector, shop, {"event": "Read", "anonymousId": "c9", "context": denied})
    say(collector, shop, {"event": "Read", "anonymousId": "c9", **banner(analytics=False)})
    assert whose() == ["nameless", "c9"]


def test_a_banner_that_was_agreed_to_is_his_first_word_and_no_later_one(
    cast: Cast, collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    agreed = {"consent": {"categoryPreferences": {"analytics": True}}}
    say(collector, shop, greeted(context=agreed), page(context=agreed), page(), page())
    given = Consent.objects.get()
    assert (given.given, given.way, given.proof, given.author) == (True, "site", "Shop, m1", None)
    assert given.text == asking.texts.order_by("-number").first()
    assert told(cast, anna) == 3
    withdraw_consent(cast.rita, anna, asking, "call", at=moment(20))
    say(collector, shop, page(context=agreed, timestamp=AT.format(30)))
    assert told(cast, anna) == 3, "the banner remembers what does not hold any more"
    assert Consent.objects.count() == 2


def test_the_own_tracker_says_when_and_to_which_text(
    cast: Cast, collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    edit_purpose(None, asking, {}, "Another wording.")
    withdraw_consent(cast.rita, anna, asking, "call", at=moment(0))
    own = {"categoryPreferences": {"tracking": True}, "at": AT.format(1), "text": 1}
    said = {"context": {"consent": own}}
    say(collector, shop, page(), greeted(**said), page(**said), page(**said))
    given = Consent.objects.get(given=True)
    assert given.text is not None
    assert (given.text.number, given.at) == (1, moment(1))
    assert told(cast, anna) == 2
    gone = own | {"categoryPreferences": {"tracking": False}, "at": AT.format(9)}
    last = {"type": "track", "event": "Consent Updated", "timestamp": AT.format(9)}
    say(collector, shop, page(context={"consent": gone}) | last)
    assert not recordings([anna.pk], "site")[anna.pk].named(2**61)
    assert told(cast, anna) == 2


def test_an_unknown_text_is_no_reason_to_lose_the_answer(
    collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    own = {"categoryPreferences": {"tracking": True}, "at": AT.format(0), "text": 77}
    say(collector, shop, page(context={"consent": own}))
    assert Consent.objects.get().text is None


def test_an_answer_by_the_name_that_other_tools_give_it(
    collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    named = {"type": "track", "event": "Segment Consent Preference Updated"}
    yes = {"consent": {"categoryPreferences": {"analytics": True}}}
    no = {"consent": {"categoryPreferences": {"analytics": False}}}
    say(collector, shop, page(context=yes) | named, page(context=no) | named, page(context=yes) | named)
    words = Consent.objects.order_by("at").values_list("given", flat=True)
    assert list(words) == [True, False, True]


def test_a_till_does_what_was_ordered(
    cast: Cast, collector: Collector, asking: Purpose, anna: Person
) -> None:
    till = create_source(cast.marketer, SourceData(name="Till", kind="shop"))
    order = {"type": "track", "event": "Order Completed", "properties": {"order_id": "A-1", "total": 5}}
    say(collector, till, greeted(), page() | order)
    assert told(cast, anna) == 1


def test_sent_again_it_is_taken_once(
    collector: Collector, shop: Source, asking: Purpose, anna: Person
) -> None:
    say(collector, shop, page(messageId="same", timestamp=AT.format(0)))
    say(collector, shop, page(messageId="same", timestamp=AT.format(0)))
    assert Event.objects.count() == 1


def test_bare_leaves_no_words_of_his() -> None:
    said = {
        "traits": {"email": MAIL},
        "properties": {
            "url": f"https://a.example/b?m={MAIL}#x",
            "price": 5,
            "email": MAIL,
            "of": {"id": "x"},
        },
        "context": {"ip": "1.2.3.4", "traits": {"email": MAIL}, "campaign": {"name": "Spring"}},
    }
    kept = consent.bare(said)
    assert kept == {
        "properties": {"url": "https://a.example/b", "price": 5, "of": {"id": "x"}},
        "context": {"campaign": {"name": "Spring"}},
    }
