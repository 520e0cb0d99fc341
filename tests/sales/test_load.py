"""Deals from elsewhere keep their course, and what it left out is found."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from krug.access.errors import Invalid, NotAllowed
from krug.sales.actions import Ended, PastDeal, load_deals
from krug.sales.data import DealData
from krug.sales.models import Closing, Deal, DealDeviation
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_method, visit


def past(cast: Cast, **more: object) -> PastDeal:
    data = DealData(person=make_customer(cast), owner=cast.rita, opened_at=MONDAY, amount=Decimal(100))
    return PastDeal(data, **more)  # type: ignore[arg-type]


def test_what_was_was_and_what_was_left_out_is_found(cast: Cast) -> None:
    make_method(cast)
    row = past(
        cast,
        moves=[(after(2), "need"), (after(26), "offer"), (after(50), "need")],
        amounts=[(after(30), Decimal(80))],
        dates=[(after(30), MONDAY.date()), (after(31), MONDAY.date() + timedelta(days=10))],
        ended=Ended(False, after(24 * 40), "price"),
    )
    assert row.data.person is not None
    call(row.data.person, after(1), cast.rita)
    (deal,) = load_deals(cast.head, [row])
    deal.refresh_from_db()
    assert (deal.stage, deal.outcome, deal.amount, deal.closed_at) == ("need", "lost", 80, after(24 * 40))
    assert list(deal.events.order_by("at", "id").values_list("kind", flat=True)) == [
        "opened", "proven", "proven", "advanced", "advanced", "amount", "date", "date", "went_back", "lost",
    ]  # fmt: skip
    found = DealDeviation.objects.filter(deal=deal)
    assert set(found.filter(kind="skipped").values_list("checkpoint", flat=True)) == {"met", "need"}
    assert {"skipped", "went_back", "late", "no_contact", "date_moved"} == set(
        found.values_list("kind", flat=True)
    )
    assert Closing.objects.get(deal=deal).effort["calls"] == 1


def test_who_went_by_the_method_has_left_nothing_out(cast: Cast) -> None:
    make_method(cast)
    row = past(cast, moves=[(after(4), "need")])
    assert row.data.person is not None
    call(row.data.person, after(1), cast.rita)
    visit(row.data.person, after(2), cast.rita)
    (deal,) = load_deals(cast.head, [row])
    assert not DealDeviation.objects.filter(deal=deal, kind="skipped").exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"moves": [(after(2), "moon")]}, "stage"),
        ({"moves": [(after(2), "need"), (after(1), "offer")]}, "moves"),
        ({"moves": [(after(-2), "need")]}, "moves"),
        ({"ended": Ended(True, after(1), "")}, "reason"),
        ({"ended": Ended(True, after(-1), "trust")}, "ended"),
    ],
)
def test_a_course_that_cannot_be_is_refused_by_row(cast: Cast, more: dict[str, object], field: str) -> None:
    make_method(cast)
    with pytest.raises(Invalid) as refused:
        load_deals(cast.head, [past(cast), past(cast, **more)])
    assert (refused.value.errors[0].row, refused.value.errors[0].field) == (2, field)
    assert not Deal.objects.exists()


def test_importers_alone_load(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        load_deals(cast.rita, [past(cast)])


def test_two_changes_at_one_moment_are_two(cast: Cast) -> None:
    make_method(cast)
    back = (after(3), "contact")
    first = MONDAY.date()
    row = past(
        cast,
        moves=[(after(2), "need"), back, (after(3), "need"), back],
        dates=[(after(number), first + timedelta(days=number)) for number in (4, 5, 5)],
    )
    (deal,) = load_deals(cast.head, [row])
    found = DealDeviation.objects.filter(deal=deal)
    assert [found.filter(kind=kind).count() for kind in ("went_back", "date_moved")] == [2, 2]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amounts": [(after(1), Decimal("NaN"))]}, "amount"),
        ({"amounts": [(after(1), Decimal(-5))]}, "amount"),
        ({"amounts": [(after(1), Decimal(10) ** 40)]}, "amount"),
        ({"amounts": [(after(10**6), Decimal(1))]}, "amounts"),
        ({"dates": [(after(-1), MONDAY.date())]}, "dates"),
        ({"nexts": [(after(1), after(10**7))]}, "next_at"),
        ({"confirmed": [(after(1), "paper", "1"), (after(2), "paper", "2")]}, "confirmed"),
        ({"confirmed": [(after(1), "paper", " ")]}, "confirmed"),
        ({"confirmed": [(after(10**6), "paper", "1")]}, "confirmed"),
        ({"moves": [(after(1).replace(tzinfo=None), "need")]}, "moves"),
        ({"ended": Ended(True, after(1).replace(tzinfo=None), "trust")}, "ended"),
    ],
)
def test_what_no_action_would_take_no_file_brings(cast: Cast, more: dict[str, object], field: str) -> None:
    make_method(cast)
    with pytest.raises(Invalid) as refused:
        load_deals(cast.head, [past(cast, **more)])
    assert {error.field for error in refused.value.errors} == {field}
    assert not Deal.objects.exists()


def test_a_deal_of_a_known_uid_or_of_tomorrow_or_won_without_a_sum(cast: Cast) -> None:
    make_method(cast)
    (known,) = load_deals(cast.head, [past(cast)])
    data = past(cast).data
    for wrong, field in (
        (PastDeal(replace(data, uid=known.uid)), "uid"),
        (PastDeal(replace(data, opened_at=after(10**6))), "opened_at"),
        (PastDeal(replace(data, opened_at=None)), "opened_at"),
        (PastDeal(replace(data, amount=None), ended=Ended(True, after(1), "trust")), "amount"),
    ):
        with pytest.raises(Invalid) as refused:
            load_deals(cast.head, [wrong])
        assert [error.field for error in refused.value.errors] == [field]


def test_words_of_an_ending_are_written_as_typed(cast: Cast) -> None:
    make_method(cast)
    (deal,) = load_deals(cast.head, [past(cast, ended=Ended(False, after(3), "other", note="Clo\x00sed"))])
    assert Closing.objects.get(deal=deal).note == "Closed"
