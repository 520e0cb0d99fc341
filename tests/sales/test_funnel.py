"""The funnel beside another period or everybody else; its intervals against an independent computation."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from scipy.stats import binomtest

from krug.access.models import User
from krug.analysis.intervals import Share, difference
from krug.sales import periods
from krug.sales.actions import Ended, PastDeal, load_deals
from krug.sales.data import DealData
from krug.sales.models import Method
from krug.sales.picture.lying import lying
from krug.sales.picture.parts import Section, Stream
from krug.sales.picture.standing import standing
from krug.sales.queries.cut import Cut
from krug.sales.queries.funnel import funnel
from krug.sales.queries.pipe import path_of
from tests.cast import Cast
from tests.sales.made import after, make_customer, make_method
from tests.sales.pages import read
from tests.sales.test_pipe_pages import counted
from tests.sales.test_stays import Sign, loaded


def newcombe(new: tuple[int, int], old: tuple[int, int]) -> tuple[float, float]:
    """Square-and-add over scipy's own Wilson intervals."""
    (a, a_low, a_high), (b, b_low, b_high) = (
        (hits / of, *binomtest(hits, of).proportion_ci(0.95, method="wilson")) for hits, of in (new, old)
    )
    low = ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    return a - b - low, a - b + ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5


@pytest.mark.parametrize(("new", "old"), [((30, 40), (25, 50)), ((1, 31), (0, 30)), ((90, 100), (300, 1000))])
def test_intervals_are_those_of_an_independent_computation(
    new: tuple[int, int], old: tuple[int, int]
) -> None:
    found = difference(Share(*new), Share(*old))
    assert (found.low, found.high) == pytest.approx(newcombe(new, old), abs=1e-6)


def sold(cast: Cast, owner: User, won: int, lost: int) -> None:
    person = make_customer(cast, owner.name)
    data = DealData(person=person, owner=owner, opened_at=after(0), amount=Decimal(100))
    rows = [PastDeal(data, [(after(2), "need")], ended=Ended(True, after(30), "trust"))] * won
    rows += [PastDeal(data, ended=Ended(False, after(30), "price"))] * lost
    load_deals(cast.head, rows)


def test_one_seller_beside_the_others(cast: Cast) -> None:
    make_method(cast)
    sold(cast, cast.rita, 24, 8)
    sold(cast, cast.roma, 10, 22)
    method = Method.objects.get()
    cut = Cut(method.pk, (cast.rita.pk,))
    made = funnel(cast.head, cut, cut.rest(), path_of(method, [method]), timezone.now())
    first = made.steps[0]
    assert first.other is not None
    assert first.apart is not None
    assert (first.stage.passed, first.other.passed) == (Share(24, 32), Share(10, 32))
    assert first.apart.verdict == "better"
    assert (first.apart.low, first.apart.high) == pytest.approx(newcombe((24, 32), (10, 32)), abs=1e-6)
    assert made.apart is not None
    assert made.apart.verdict == "better"
    assert (made.pipe.closed, made.pipe.won.value) == (Share(24, 32), Decimal(2400))


def test_few_deals_are_not_compared(cast: Cast, sign_in: Sign) -> None:
    make_method(cast)
    sold(cast, cast.rita, 2, 1)
    sold(cast, cast.roma, 1, 2)
    page = read(sign_in(cast.head), "deals-funnel", seller=cast.rita.pk, against="rest", period="all")
    assert "not enough data" in page
    assert "67 %" in page.replace("\u00a0", " ")


def test_the_deals_beside_it_open_too(cast: Cast, sign_in: Sign) -> None:
    loaded(cast, Random(1), 16)
    client = sign_in(cast.head)
    page = read(client, "deals-funnel", seller=cast.rita.pk, against="rest", period="all")
    hrefs = [part.split('"')[0] for part in page.split('class="small-text" href="')[1:]]
    shown = [
        int(part.split(" deal")[0].rsplit(" ", 1)[1]) for part in page.split('class="small-text" href="')[1:]
    ]
    assert hrefs
    assert [counted(client, href) for href in hrefs] == shown


def test_it_is_a_table_for_spreadsheets(cast: Cast, sign_in: Sign) -> None:
    make_method(cast)
    sold(cast, cast.rita, 3, 1)
    answer = sign_in(cast.head).get(reverse("deals-funnel-table"), {"period": "all"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("Stage;Came;Value, RUB;Passed")
    assert lines[1] == "Contact;4;400;3;0;0;1;0;75.0;2.0"
    beside = sign_in(cast.head).get(
        reverse("deals-funnel-table"), {"period": "all", "seller": cast.rita.pk, "against": "rest"}
    )
    assert beside.content.decode("utf-8-sig").splitlines()[0].endswith("Difference, pp;from;to")


def test_another_unit_finds_nothing(cast: Cast, sign_in: Sign) -> None:
    make_method(cast)
    sold(cast, cast.rita, 3, 1)
    page = read(sign_in(cast.food_head), "deals-funnel", period="all", seller=cast.rita.pk)
    assert "Nothing has flowed yet" in page
    assert sign_in(cast.production).get(reverse("deals-funnel")).status_code == 403


@pytest.mark.parametrize(
    ("code", "days", "earlier"),
    [
        ("30", ("2026-04-16", "2026-05-16"), ("2026-03-17", "2026-04-16")),
        ("month", ("2026-05-01", "2026-06-01"), ("2026-04-01", "2026-04-16")),
        ("quarter", ("2026-04-01", "2026-07-01"), ("2026-01-01", "2026-02-15")),
        ("year", ("2026-01-01", "2027-01-01"), ("2025-01-01", "2025-05-16")),
        ("2026-01", ("2026-01-01", "2026-02-01"), ("2025-12-01", "2026-01-01")),
        ("2026-01-10..2026-01-20", ("2026-01-10", "2026-01-20"), ("2025-12-31", "2026-01-10")),
    ],
)
def test_periods(code: str, days: tuple[str, str], earlier: tuple[str, str]) -> None:
    today = date(2026, 5, 15)
    assert tuple(map(str, periods.days_of(code, today))) == days
    assert tuple(map(str, periods.before(code, today) or ())) == earlier
    assert periods.is_period(code)


def test_all_time_has_nothing_before_it() -> None:
    assert periods.before("all", date(2026, 5, 15)) is None
    for wrong in ("", "x", "2026-13", "2026-02-01..2026-01-01", "1-1..2"):
        assert not periods.is_period(wrong)


def test_a_picture_is_as_thick_as_its_value() -> None:
    def stream(weight: float) -> Stream:
        return Stream("lost", "Lost", "1", "/x", weight, 1)

    sections = [
        Section("A", "2", "/a", 100, "50 %", "50 % went on", [stream(50)]),
        Section("B", "1", "/b", 50, "", "", [], [stream(50)]),
    ]
    drawn, upright = lying(sections), standing(sections)
    first, second = (next(it for it in drawn.pieces if it.href == href) for href in ("/a", "/b"))
    assert "V258" not in first.d
    assert first.d.endswith("258H28Z")
    assert second.d.endswith("200H216Z")
    assert {it.href for it in drawn.pieces} == {it.href for it in upright.pieces} == {"/a", "/b", "/x"}
    assert "," not in "".join(it.d for it in drawn.pieces)


def test_a_picture_of_nothing_is_drawn() -> None:
    empty = [Section("A", "0", "/a", 0)]
    assert lying(empty).pieces
    assert standing(empty).pieces
