"""What buyers are worth: fifths within their unit, a word for them, and how somebody feels about us."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from krug.analysis.question import inspect
from krug.customers.actions import count_worth, create_person, create_persons, merge, undo_merge
from krug.customers.data import PersonData
from krug.customers.models import Counting, Person, Worth
from krug.customers.queries import card_identity, identities_of
from krug.customers.queries.worth import attitude_of, value_of
from krug.customers.worth.rules import ENOUGH_BUYERS, Group, attitude, group_of_fifths
from krug.customers.worth.steps import WORTH
from krug.site.ids import uuid7
from krug.touches.actions import append, retract
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast, client_of

DAY = 86_400_000_000
START = 1_780_000_000_000_000
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


def paid(person: Person, day: int, amount: str, currency: str = "RUB", verb: Verb = Verb.PURCHASED) -> Touch:
    return Touch(
        uuid7(), START + day * DAY, card_identity(person), Channel.SHOP, Direction.IN, verb,
        amount=Decimal(amount), currency=currency, data={"number": "1"},
    )  # fmt: skip


def felt(person: Person, at: int, emotion: int) -> Touch:
    return Touch(
        uuid7(), at, card_identity(person), Channel.VISIT, Direction.BOTH, Verb.REACTED,
        object_kind="slide", object_id="s1", emotion=emotion,
    )  # fmt: skip


def test_every_three_fifths_have_a_word() -> None:
    words = {group_of_fifths(*fifths) for fifths in product(range(1, 6), repeat=3)}
    assert words == set(Group) - {Group.NONE}
    assert set(Group) == set(Worth.Group.values)
    assert group_of_fifths(5, 5, 5) == Group.BEST
    assert group_of_fifths(5, 1, 1) == Group.NEW
    assert group_of_fifths(1, 5, 5) == Group.SLIPPING
    assert group_of_fifths(1, 1, 1) == Group.GONE


def test_buyers_are_compared_within_their_unit(cast: Cast) -> None:
    people = create_persons(cast.rita, [PersonData(last_name=f"B{number:02}") for number in range(20)])
    for number, person in enumerate(people):
        append([paid(person, number + time, "10") for time in range(number + 1)], "source:test")
    other = create_person(cast.food_rep, PersonData(last_name="Else"))
    append([paid(other, 0, "1000000")], "source:test")
    assert count_worth(NOW) == 21
    best, worst = Worth.objects.get(person=people[19]), Worth.objects.get(person=people[0])
    assert (best.recency, best.frequency, best.monetary, best.group) == (5, 5, 5, "best")
    assert (worst.recency, worst.frequency, worst.monetary, worst.group) == (1, 1, 1, "gone")
    assert (best.times, best.amount) == (20, 200)
    # One buyer alone is compared with nobody.
    assert (Worth.objects.get(person=other).group, Worth.objects.get(person=other).recency) == ("", 0)
    assert Counting.objects.get(unit=cast.pharma.unit).buyers == ENOUGH_BUYERS
    # Nothing new: nothing is written.
    assert count_worth(NOW) == 0


def test_who_bought_once_is_alike_with_all_who_did(cast: Cast) -> None:
    people = create_persons(cast.rita, [PersonData(last_name=f"B{number:02}") for number in range(20)])
    append([paid(person, 1, "10") for person in people], "source:test")
    count_worth(NOW)
    assert set(Worth.objects.values_list("recency", "frequency", "monetary")) == {(1, 1, 1)}


def test_money_given_back_other_currencies_and_what_was_taken_back(cast: Cast) -> None:
    person, other = create_persons(cast.rita, [PersonData(last_name="Kim"), PersonData(last_name="Lev")])
    wrong = paid(person, 3, "7000")
    append(
        [
            paid(person, 1, "100.50"),
            paid(person, 2, "20", verb=Verb.REFUNDED),
            paid(person, 2, "5", "USD"),
            wrong,
            paid(other, 1, "1"),
        ],
        "source:test",
    )
    retract([wrong.id], "source:test", "typed wrong")
    count_worth(NOW)
    worth = Worth.objects.get(person=person)
    assert (worth.amount, worth.currency, worth.times) == (Decimal("80.50"), "RUB", 2)
    assert worth.last_at == START + 2 * DAY
    spent = inspect(WORTH, "spent", cast.head)
    assert {(row["person"], row["currency"], row["amount"]) for row in spent} >= {(person.pk, "USD", 5)}


def test_merged_cards_are_one_buyer_and_taken_apart_they_are_two(cast: Cast) -> None:
    one, two = create_persons(cast.rita, [PersonData(last_name="Kim"), PersonData(last_name="Kimm")])
    append([paid(one, 1, "1"), paid(two, 2, "2")], "source:test")
    decision = merge(cast.nina, one, two)
    count_worth(NOW)
    assert list(Worth.objects.values_list("person", "times", "amount")) == [(one.pk, 2, 3)]
    undo_merge(cast.nina, decision)
    assert count_worth(NOW) == 2
    assert Worth.objects.count() == 2


@pytest.mark.parametrize(
    ("emotions", "mean", "trend"),
    [
        ([], None, None),
        ([100] * 4, None, None),
        ([100] * 5, 100, None),
        ([100] * 5 + [-100] * 5, 0, 1),
        ([-100] * 5 + [100] * 5, 0, -1),
        ([100, 90] * 5, 95, 0),
    ],
)
def test_attitude_says_when_it_does_not_know(
    emotions: list[int], mean: int | None, trend: int | None
) -> None:
    found = attitude(emotions)
    assert (found.count, found.mean, found.trend) == (len(emotions), mean, trend)


def test_the_card_shows_both_with_figures_and_date(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Kim"))
    rita, url = client_of(cast.rita), reverse("person", args=[person.uid])
    assert "Value and attitude" not in rita.get(url).content.decode()
    append([paid(person, 1, "100.50")], "source:test")
    append([felt(person, START + number, 100) for number in range(3)], "source:test")
    assert value_of(person) is None
    assert attitude_of(identities_of(person)).count == 3
    assert "Not enough data" in rita.get(url).content.decode()
    count_worth(NOW)
    html = rita.get(url).content.decode()
    assert "100.50" in html
    assert "Too few buyers to compare" in html
    assert "counted" in html
