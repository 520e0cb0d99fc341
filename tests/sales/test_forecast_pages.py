"""The pages of a month: filled from deals, submitted, corrected, seen by who leads; and as of another day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from krug.sales.actions import load_forecasts, submit_forecast
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import PastForecast, Said
from krug.sales.models import Deal, ForecastRow
from krug.sales.queries.forecasts import month_seen
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal
from tests.sales.pages import read
from tests.sales.test_api import Program

NEXT = periods.following(periods.month_of(timezone.localdate()))
MONTH = f"{NEXT:%Y-%m}"
MARCH = date(2026, 3, 1)


class Forecasts(Program):
    under = "forecasts"


@pytest.fixture
def deal(cast: Cast) -> Deal:
    made = make_deal(cast, name="Freezers", amount=Decimal(900), expected_on=NEXT + timedelta(days=9))
    Deal.objects.filter(pk=made.pk).update(chance=40)
    return made


def sent(deal: Deal, amount: str = "900", chance: str = "40") -> dict[str, str]:
    return {
        "uid": str(uuid4()),
        f"{deal.pk}-chosen": "on",
        f"{deal.pk}-amount": amount,
        f"{deal.pk}-chance": chance,
    }


def test_the_form_is_filled_submitted_and_corrected(cast: Cast, deal: Deal) -> None:
    other = make_deal(cast, name="No date", person=make_customer(cast))
    rita, address = client_of(cast.rita), reverse("forecast-say", args=[MONTH, cast.rita.uid])
    first = rita.get(address)
    assert [row.offer.deal for row in first.context["rows"]] == [deal]
    assert [row.offer.deal for row in first.context["others"]] == [other]
    html = first.content.decode()
    assert 'value="900"' in html
    assert 'value="40"' in html
    given = sent(deal) | {"beyond-amount": "1 000", "beyond-chance": "10"}
    for _press in range(2):
        answer = rita.post(address, given)
    assert answer["Location"] == reverse("forecast-said", args=[MONTH, cast.rita.uid])
    assert list(ForecastRow.objects.order_by("number").values_list("deal", "amount", "chance")) == [
        (deal.pk, Decimal(900), 40),
        (None, Decimal(1000), 10),
    ]
    again = rita.get(address).content.decode()
    assert "said before: 40 %" in again
    rita.post(address, sent(deal, "800", "75"))
    said = read(rita, "forecast-said", MONTH, cast.rita.uid)
    assert said.index("75 %") < said.index("40 %")
    deal.refresh_from_db()
    assert (deal.amount, deal.chance) == (Decimal(900), 40)


def test_what_is_wrong_stands_at_its_field_and_is_kept(cast: Cast, deal: Deal) -> None:
    rita, address = client_of(cast.rita), reverse("forecast-say", args=[MONTH, cast.rita.uid])
    for amount, chance, message in (
        ("a lot", "40", "A sum is expected."),
        ("900", "140", "less than or equal to 100"),
        ("900", "", "Say it, or leave the deal out."),
        ("-5", "40", "A sum from zero is expected."),
    ):
        answer = rita.post(address, sent(deal, amount, chance))
        html = answer.content.decode()
        assert answer.status_code == 422
        assert message in html
        assert f'value="{amount}"' in html
    assert not ForecastRow.objects.exists()


def test_a_closed_month_has_no_form(cast: Cast, deal: Deal) -> None:
    closed = f"{periods.shifted(NEXT, -2):%Y-%m}"
    rita, address = client_of(cast.rita), reverse("forecast-say", args=[closed, cast.rita.uid])
    assert "The cut-off of this month has passed" in rita.get(address).content.decode()
    assert rita.post(address, sent(deal)).status_code == 409
    assert not ForecastRow.objects.exists()
    assert rita.get(reverse("forecast-say", args=["2026-13", cast.rita.uid])).status_code == 404


def test_who_leads_sees_who_is_silent_and_says_his_own(cast: Cast, deal: Deal) -> None:
    make_deal(cast, owner=cast.roma, person=make_customer(cast))
    submit_forecast(cast.rita, cast.rita, NEXT, [Said(deal.pk, Decimal(900), 40)])
    submit_forecast(cast.nina, cast.rita, NEXT, [Said(deal.pk, Decimal(900), 20)])
    now = timezone.now()
    seen = {user: month_seen(user, NEXT, now, now) for user in (cast.rita, cast.nina, cast.boss, cast.head)}
    assert {user.name: [one.user.name for one in month.sellers] for user, month in seen.items()} == {
        "Rita": ["Rita"],
        "Nina": ["Nina", "Rita"],
        "Boss": ["Boss", "Roma", "Rita"],
        "Head": ["Roma", "Rita"],
    }
    head = seen[cast.head]
    assert (head.said, head.silent, head.likely, head.above) == (
        1,
        1,
        {"RUB": Decimal(360)},
        {"RUB": Decimal(180)},
    )
    html = read(client_of(cast.boss), "forecast", month=MONTH)
    assert "Not yet" in html
    assert month_seen(cast.food_head, NEXT, now, now).sellers == []
    assert "Nobody forecasts yet" in read(client_of(cast.food_head), "forecast")
    assert [one.user.name for one in month_seen(cast.marketer, NEXT, now, now).sellers] == ["Roma", "Rita"]


def test_as_of_a_day_it_is_what_was_said_then(cast: Cast, deal: Deal) -> None:
    moments = [datetime(2026, 2, 10, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)]
    load_forecasts(
        [
            PastForecast(cast.rita, cast.rita, MARCH, at, [Said(deal.pk, Decimal(100 * number), 50)])
            for number, at in enumerate(moments, 1)
        ]
    )
    rita = client_of(cast.rita)
    for day, likely in (("2026-02-09", None), ("2026-02-10", 50), ("2026-03-01", 50), ("2026-03-02", 100)):
        month = rita.get(reverse("forecast"), {"month": "2026-03", "asof": day}).context["month"]
        assert month.likely == ({"RUB": Decimal(likely)} if likely else {})
    html = read(rita, "forecast-said", "2026-03", cast.rita.uid, asof="2026-02-20")
    assert "1 month ahead" in html
    assert "within the month" not in html
    assert read(rita, "forecast", month="2026-03", asof="nonsense")


def test_the_months_page_asks_the_same_for_one_and_for_many(cast: Cast, deal: Deal) -> None:
    client = client_of(cast.head)

    def asked() -> int:
        with CaptureQueriesContext(connection) as held:
            client.get(reverse("forecast"), {"month": MONTH})
        return len(held)

    submit_forecast(cast.rita, cast.rita, NEXT, [Said(deal.pk, Decimal(900), 40)])
    asked()
    before = asked()
    for owner in (cast.roma, cast.nina, cast.sam):
        made = make_deal(cast, owner=owner, person=make_customer(cast))
        submit_forecast(owner, owner, NEXT, [Said(made.pk, Decimal(1), 1)])
    assert asked() == before


def test_programs_read_and_say(cast: Cast, deal: Deal) -> None:
    rita = Forecasts(cast.rita)
    row = {"deal": str(deal.uid), "amount": "900.00", "chance": 40}
    status, made = rita("POST", "", {"month": MONTH, "rows": [row]})
    assert (status, made["likely"], made["rows"][0]["deal"]) == (201, {"RUB": "360.00"}, str(deal.uid))
    assert rita("GET", f"/{made['uid']}")[1] == made
    status, told = Forecasts(cast.nina)("GET", f"?month={MONTH}&owner={cast.rita.uid}")
    assert [one["uid"] for one in told] == [made["uid"]]
    assert Forecasts(cast.roma)("GET", f"?month={MONTH}")[1] == []
    assert Forecasts(cast.roma)("GET", f"/{made['uid']}")[0] == 404
    status, told = rita("POST", "", {"month": "2026-03", "rows": [row]})
    assert (status, told["code"]) == (409, "forecast_closed")
    status, told = rita("POST", "", {"month": MONTH, "rows": [row | {"deal": str(uuid4())}]})
    assert (status, told["errors"][0]["row"]) == (422, 1)


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13"])
def test_months_beyond_the_calendar_are_not_there(cast: Cast, month: str) -> None:
    rita = client_of(cast.rita)
    for address in (f"/forecast/{month}/{cast.rita.uid}", f"/forecast/{month}/{cast.rita.uid}/say"):
        assert rita.get(address).status_code == 404
