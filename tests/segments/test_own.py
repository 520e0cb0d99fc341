"""Own fields, consents and worth in conditions: equal to what the cards say, live, refused where not his."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from krug.analysis.actions.export import export
from krug.customers.actions import (
    count_worth,
    erase_person,
    give_consent,
    merge,
    undo_merge,
    withdraw_consent,
)
from krug.customers.models import Decision, Person, Purpose, Worth
from krug.customers.queries import consents_of
from krug.fields.actions import (
    define_field,
    merge_options,
    part_option,
    retire_field,
    retire_option,
    set_values,
)
from krug.fields.data import FieldData
from krug.fields.models import Option
from krug.segments.actions import create_segment, edit_segment
from krug.segments.conditions import Asked
from krug.segments.errors import DoesNotFit, FieldGone, OptionGone, PurposeGone
from krug.segments.evaluate import day_of, members
from krug.segments.keep import keep
from krug.segments.models import Segment, SegmentMove
from krug.segments.queries import sample
from krug.site.clock import moment
from tests.cast import Cast
from tests.fields.people import field, held
from tests.segments.make import DAY, condition, meant, people
from tests.segments.world import held as members_held
from tests.touches.make import NOW

TODAY = day_of(NOW)


def own(key: str, how: str, but_not: bool = False, **test: Any) -> dict[str, Any]:
    return {"kind": "own", "field": key, "test": {"how": how, **test}, "but_not": but_not}


def fields_of_all_types(cast: Cast) -> None:
    for type in ("text", "note", "whole", "decimal", "money", "date", "yes", "link"):
        field(cast, type.title(), type)
    field(cast, "One", "one", options=["Small", "Large", "Huge"])
    field(cast, "Several", "several", options=["Golf", "Chess", "Choir"])


def day(offset: int) -> str:
    return (TODAY + timedelta(offset)).isoformat()


VALUES: dict[str, list[Any]] = {
    "text": ["Ёлка", "елка", "Old Ёлка market", "100%", ""],
    "note": ["line\nother line", "Line", ""],
    "whole": [0, 5, -5, 6, ""],
    "decimal": ["0.1", "0.3", "-2.5", ""],
    "money": ["1000", "1000.50", ""],
    "date": [day(0), day(-7), day(-8), day(7), day(8), "1970-01-01", "1964-02-29", ""],
    "yes": ["yes", "no", ""],
    "link": ["a.example/one", "b.example", ""],
    "one": ["small", "large", "huge", ""],
    "several": [["golf"], ["golf", "chess"], ["choir"], []],
}
Says = Callable[[Any], bool]


def folded(text: str | None) -> str:
    return (text or "").lower().replace("ё", "е")


def near(test: str, days: int) -> Says:
    span = timedelta(days)

    def comes(value: date) -> date:
        def of(year: int) -> date:
            try:
                return value.replace(year=year)
            except ValueError:
                return value.replace(year=year, day=28)

        return of(TODAY.year) if of(TODAY.year) >= TODAY else of(TODAY.year + 1)

    tests: dict[str, Says] = {
        "last": lambda it: TODAY - span <= it <= TODAY,
        "next": lambda it: TODAY <= it <= TODAY + span,
        "before": lambda it: it < TODAY - span,
        "round": lambda it: comes(it) <= TODAY + span,
    }
    return lambda it: it is not None and tests[test](it)


ASKED: list[tuple[dict[str, Any], Says]] = [
    *((own(key, "filled"), lambda it: it not in (None, [])) for key in VALUES),
    (own("text", "filled", True), lambda it: it is None),
    (own("several", "filled", True), lambda it: it == []),
    (own("text", "written", match="is", text=" ЕЛКА "), lambda it: folded(it) == "елка"),
    (own("text", "written", True, match="is", text="ЕЛКА"), lambda it: folded(it) != "елка"),
    (own("text", "written", text="Елка"), lambda it: "елка" in folded(it)),
    (own("text", "written", text="%"), lambda it: "%" in folded(it)),
    (own("note", "written", text="OTHER"), lambda it: "other" in folded(it)),
    (own("link", "written", text="a.example"), lambda it: "a.example" in folded(it)),
    (own("whole", "between", at_least="5"), lambda it: it is not None and it >= 5),
    (own("whole", "between", at_most="0"), lambda it: it is not None and it <= 0),
    (own("whole", "between", at_least="-5", at_most="5"), lambda it: it is not None and -5 <= it <= 5),
    (own("decimal", "between", at_least="0.1", at_most="0.3"), lambda it: str(it) in ("0.1", "0.3")),
    (own("money", "between", at_least="1000.01"), lambda it: it is not None and it > 1000),
    (own("yes", "yes"), lambda it: it is True),
    (own("yes", "yes", yes=False), lambda it: it is False),
    (own("date", "dated", since=day(-7), until=day(0)), near("last", 7)),
    *((own("date", "near", when=it, days=7), near(it, 7)) for it in ("last", "next", "before", "round")),
    (own("date", "near", when="round", days=300), near("round", 300)),
    (own("date", "near", when="last", days=0), lambda it: it == TODAY),
    (own("one", "chosen", options=["small", "huge"]), lambda it: it in ("small", "huge")),
    (own("one", "chosen", True, options=["small"]), lambda it: it != "small"),
    (own("several", "chosen", options=["golf", "choir"]), lambda it: bool({"golf", "choir"} & set(it))),
]  # fmt: skip


def checked(cast: Cast) -> None:
    """Each condition means those whose cards pass the plain test."""
    cards = {one.pk: held(cast.head, one) for one in Person.objects.filter(canonical=None)}
    wrong = {
        str(part): (found, wanted)
        for part, says in ASKED
        if (found := meant(cast.head, part))
        != (wanted := {row for row, card in cards.items() if says(as_day(card[part["field"]]))})
    }
    assert not wrong


def as_day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value[:4].isdecimal() else value


@pytest.mark.parametrize("seed", range(2))
def test_conditions_equal_the_cards(cast: Cast, seed: int) -> None:
    """Whatever was written, emptied, merged and taken apart."""
    lived(cast, random.Random(seed), lambda: None)


@pytest.mark.django_db(transaction=True)
def test_with_a_reading_copy_of_some_moment_too(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.READING_DIR = tmp_path / "reading"
    lived(cast, random.Random(5), export)


def lived(cast: Cast, chance: random.Random, copy: Callable[[], object]) -> None:
    fields_of_all_types(cast)
    persons = people(cast.rita, *({} for _number in range(8)))
    for round in range(3):
        for _number in range(40):
            key = chance.choice(list(VALUES))
            given = {key: chance.choice(VALUES[key])}
            set_values(cast.rita, "person", chance.choice(persons).pk, given)
        free = list(Person.objects.filter(canonical=None))
        merge(cast.head, *chance.sample(free, 2))
        if round == 1:
            copy()
            undo_merge(cast.head, Decision.objects.filter(undoing=None).order_by("id")[0])
        checked(cast)


def live(cast: Cast, *parts: dict[str, Any], name: str = "Live") -> Segment:
    made = create_segment(cast.head, name, condition(*parts))
    keep(NOW)
    return made


def test_a_changed_value_moves_the_person(cast: Cast) -> None:
    field(cast, "Beds", "whole")
    a, b = people(cast.rita, {}, {})
    segment = live(cast, own("beds", "between", at_least="10"))
    set_values(cast.rita, "person", a.pk, {"beds": 12})
    keep(NOW)
    assert members_held(segment) == {a.pk}
    set_values(cast.rita, "person", a.pk, {"beds": ""})
    set_values(cast.rita, "person", b.pk, {"beds": 10})
    keep(NOW)
    assert members_held(segment) == {b.pk}
    moves = SegmentMove.objects.filter(segment=segment).order_by("id")
    assert [(one.person_id, one.entered, one.why) for one in moves] == [
        (a.pk, True, "news"), (a.pk, False, "news"), (b.pk, True, "news"),
    ]  # fmt: skip
    erase_person(cast.admin, b, "request")
    keep(NOW)
    assert members_held(segment) == set()


def test_another_day_moves_whoever_was_asked_about_by_days(cast: Cast) -> None:
    field(cast, "Contract until", "date")
    a, b = people(cast.rita, {}, {})
    set_values(cast.rita, "person", a.pk, {"contract_until": day(8)})
    set_values(cast.rita, "person", b.pk, {"contract_until": day(0)})
    segment = live(cast, own("contract_until", "near", when="next", days=7))
    over = create_segment(cast.head, "Over", condition({"kind": "segment", "segment": str(segment.uid)}))
    keep(NOW)
    assert members_held(segment) == {b.pk}
    keep(NOW + DAY)
    assert members_held(segment) == members_held(over) == {a.pk}
    moves = SegmentMove.objects.filter(segment=over).order_by("id")
    assert [(one.person_id, one.entered, one.why) for one in moves] == [
        (b.pk, False, "time"), (a.pk, True, "time"),
    ]  # fmt: skip
    assert keep(NOW + DAY + 1) == 0
    unit = cast.pharma.unit.pk
    assert members(unit, {segment.uid: segment.asked}, NOW + DAY)[segment.uid] == {a.pk}


def test_options_made_one_mean_the_same(cast: Cast) -> None:
    field(cast, "Hobby", "several", options=["Golf", "Golfer"])
    a, b = people(cast.rita, {}, {})
    set_values(cast.rita, "person", a.pk, {"hobby": ["golf"]})
    set_values(cast.rita, "person", b.pk, {"hobby": ["golfer"]})
    segment = live(cast, own("hobby", "chosen", options=["golf"]))
    assert members_held(segment) == {a.pk}
    golf, golfer = Option.objects.order_by("place")
    merge_options(cast.head, golfer, golf)
    keep(NOW)
    assert members_held(segment) == {a.pk, b.pk}
    part_option(cast.head, Option.objects.get(pk=golfer.pk))
    keep(NOW)
    assert members_held(segment) == {a.pk}


def test_what_was_retired_stands_still(cast: Cast) -> None:
    beds, size = field(cast, "Beds", "whole"), field(cast, "Size", "one", options=["Small"])
    (a,) = people(cast.rita, {})
    set_values(cast.rita, "person", a.pk, {"beds": 3, "size": "small"})
    parts = (own("beds", "filled"), own("size", "chosen", options=["small"]))
    segment = live(cast, *parts)
    retire_field(cast.head, beds)
    retire_option(cast.head, Option.objects.get())
    people(cast.rita, {})
    keep(NOW)
    assert members_held(segment) == {a.pk}
    # What is not in use any more is not asked of anew; it may stay where it stands.
    edit_segment(cast.head, segment, "Renamed", segment.meant)
    more = condition(*parts, {"kind": "reachable", "by": "phone", "but_not": True})
    assert edit_segment(cast.head, segment, "Renamed", more).meant == more
    with pytest.raises(FieldGone) as gone:
        create_segment(cast.head, "Anew", condition(own("beds", "filled", True)))
    assert "«beds»" in str(gone.value.detail)
    create_segment(cast.head, "Of the kept", condition(own("size", "chosen", options=["small"])))
    assert size.retired_at is None


@pytest.mark.parametrize(
    ("part", "error"),
    [
        (own("theirs", "filled"), FieldGone),
        (own("unheard_of", "filled"), FieldGone),
        (own("size", "chosen", options=["small", "tiny"]), OptionGone),
        (own("size", "written", text="small"), DoesNotFit),
        (own("beds", "chosen", options=["small"]), DoesNotFit),
        (own("beds", "near", when="last", days=3), DoesNotFit),
        ({"kind": "consented", "purpose": "unheard-of"}, PurposeGone),
    ],
)
def test_what_cannot_be_asked(cast: Cast, part: dict[str, Any], error: type[Exception]) -> None:
    field(cast, "Beds", "whole")
    field(cast, "Size", "one", options=["Small"])
    field(cast, "Of places", "whole", kind="organisation")
    define_field(cast.food_head, "person", FieldData(name="Theirs", type="text", unit=cast.food.unit.pk))
    with pytest.raises(error):
        create_segment(cast.marketer, "Wrong", condition(part))
    with pytest.raises(error):
        sample(cast.marketer, cast.pharma.unit.pk, Asked("person", condition(part)), NOW)
    with pytest.raises(FieldGone):
        create_segment(cast.marketer, "Of another kind", condition(own("of_places", "filled")))
    assert not Segment.objects.exists()


def test_nobody_asks_of_what_he_does_not_see(cast: Cast) -> None:
    field(cast, "Debts", "money", roles={"marketer": "none"})
    (a,) = people(cast.rita, {})
    set_values(cast.rita, "person", a.pk, {"debts": 5})
    part = own("debts", "between", at_least="1")
    with pytest.raises(FieldGone):
        sample(cast.marketer, cast.pharma.unit.pk, Asked("person", condition(part)), NOW)
    with pytest.raises(FieldGone):
        create_segment(cast.marketer, "Peeping", condition(part))
    segment = live(cast, part)
    # Whoever sees it decided that its members may be known; another bound would be a new question.
    assert edit_segment(cast.marketer, segment, "Renamed", segment.meant).name == "Renamed"
    with pytest.raises(FieldGone):
        edit_segment(cast.marketer, segment, "Renamed", condition(own("debts", "between", at_least="6")))


@pytest.mark.parametrize(
    "wrong",
    [
        own("x", "between"),
        own("x", "between", at_least="2", at_most="1"),
        own("x", "dated", since="2026-02-01", until="2026-01-01"),
        own("x", "dated", since="yesterday"),
        own("x", "chosen", options=[]),
        own("x", "written", text="  "),
        own("x", "near", when="ever", days=1),
        own("x", "near", when="last", days=-1),
        own("x", "yes", True),
        own("x", "sql", text="1"),
        own("", "filled"),
        {"kind": "own", "field": "x"},
        {"kind": "consented", "purpose": "letters", "said": "maybe"},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        condition(wrong)


def test_consents_equal_the_cards(cast: Cast) -> None:
    letters = Purpose.objects.get(unit=cast.pharma.unit, code="letters")
    persons = people(cast.rita, *({} for _number in range(6)))
    segment = live(cast, {"kind": "consented", "purpose": "letters"})
    chance = random.Random(7)

    def checked() -> None:
        cards = {
            one.pk: next(it.said for it in consents_of(one) if it.purpose == letters)
            for one in Person.objects.filter(canonical=None)
        }
        for said in ("given", "withdrawn", "nothing"):
            part = {"kind": "consented", "purpose": "letters", "said": said}
            assert meant(cast.head, part) == {row for row, word in cards.items() if word == said}, said
        keep(NOW)
        assert members_held(segment) == {row for row, word in cards.items() if word == "given"}

    for number in range(14):
        person = Person.objects.get(pk=chance.choice(persons).pk)
        at = moment(NOW - chance.randrange(30) * DAY)
        if chance.random() < 0.5:
            give_consent(cast.rita, person, letters, "paper", "proof", at=at)
        else:
            withdraw_consent(cast.rita, person, letters, "call", at=at)
        if number % 4 == 2:
            merge(cast.head, *chance.sample(list(Person.objects.filter(canonical=None)), 2))
        if number == 9:
            undo_merge(cast.head, Decision.objects.filter(undoing=None).order_by("id")[0])
        checked()


def test_worth(cast: Cast) -> None:
    a, b = people(cast.rita, {}, {})
    Worth.objects.create(
        person=a, unit=cast.pharma.unit, last_at=NOW, times=1, amount=1, currency="RUB",
        recency=5, frequency=5, monetary=5, group="best",
    )  # fmt: skip
    part = {"kind": "profile", "field": "worth", "values": ["best", "loyal"]}
    assert meant(cast.head, part) == {a.pk}
    assert meant(cast.head, part | {"but_not": True}) == {b.pk}
    segment = live(cast, part)
    count_worth(datetime(2026, 11, 26, tzinfo=UTC))
    keep(NOW)
    # He has bought nothing that the log knows.
    assert members_held(segment) == set()
