"""Who may forecast whose month, until when; and that what was said stays as it was said."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from krug.access.errors import Invalid, NotAllowed
from krug.customers.actions import erase_person
from krug.sales.actions import load_forecasts, submit_forecast
from krug.sales.errors import PeriodClosed
from krug.sales.forecasting import chain, guard, periods
from krug.sales.forecasting.data import PastForecast, Said
from krug.sales.models import Deal, ForecastRow
from tests.cast import Cast
from tests.sales.made import make_deal

NEXT = periods.following(periods.month_of(timezone.localdate()))


def of(deal: Deal, amount: int = 100, chance: int = 60) -> Said:
    return Said(deal.pk, Decimal(amount), chance)


def test_a_month_is_said_and_said_again(cast: Cast) -> None:
    deal = make_deal(cast)
    first = submit_forecast(cast.rita, cast.rita, NEXT, [of(deal), Said(None, Decimal(50), 30)])
    again = submit_forecast(cast.rita, cast.rita, NEXT, [of(deal, 80)])
    assert submit_forecast(cast.rita, cast.rita, NEXT, [of(deal, 1)], uid=again) == again
    rows = list(ForecastRow.objects.order_by("number"))
    assert [(row.number, row.amount, row.submission) for row in rows] == [
        (1, Decimal(100), first),
        (2, Decimal(50), first),
        (3, Decimal(80), again),
    ]
    assert [row.previous for row in rows] == [chain.NONE, rows[0].digest, rows[1].digest]
    assert all(row.digest == chain.digest(row.previous, row) for row in rows)
    assert (rows[0].deal, rows[0].person, rows[0].horizon) == (deal.pk, deal.person_id, 1)


def test_nothing_to_say_is_said_too(cast: Cast) -> None:
    submit_forecast(cast.rita, cast.rita, NEXT, [])
    row = ForecastRow.objects.get()
    assert (row.deal, row.amount, row.chance) == (None, 0, 0)


def test_who_leads_him_says_his_own_beside(cast: Cast) -> None:
    deal = make_deal(cast)
    for author in (cast.nina, cast.boss, cast.head, cast.admin):
        submit_forecast(author, cast.rita, NEXT, [of(deal)])
    for author in (cast.roma, cast.sam, cast.marketer, cast.food_head, cast.food_manager):
        with pytest.raises(NotAllowed):
            submit_forecast(author, cast.rita, NEXT, [of(deal)])
    assert ForecastRow.objects.count() == 4


def test_after_the_cut_off_nothing_is_taken(cast: Cast) -> None:
    deal = make_deal(cast)
    closed = periods.shifted(NEXT, -2)
    with pytest.raises(PeriodClosed):
        submit_forecast(cast.rita, cast.rita, closed, [of(deal)])
    late = PastForecast(cast.rita, cast.rita, date(2026, 3, 1), datetime(2026, 3, 5, 21, tzinfo=UTC))
    with pytest.raises(PeriodClosed):
        load_forecasts([late])
    load_forecasts(
        [PastForecast(cast.rita, cast.rita, date(2026, 3, 1), late.made_at - timedelta(seconds=1))]
    )
    row = ForecastRow.objects.get()
    assert row.horizon == 0
    assert row.written_at > row.made_at


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Said(None, Decimal(-1), 50), "amount"),
        (Said(None, Decimal("NaN"), 50), "amount"),
        (Said(None, Decimal(1), 101), "chance"),
        (Said(None, Decimal(1), 50, "rub"), "currency"),
        (Said(999_999, Decimal(1), 50), "deal"),
    ],
)
def test_what_is_wrong_is_named(cast: Cast, wrong: Said, field: str) -> None:
    with pytest.raises(Invalid) as told:
        submit_forecast(cast.rita, cast.rita, NEXT, [Said(None, Decimal(1), 1), wrong])
    assert [(one.field, one.row) for one in told.value.errors] == [(field, 2)]
    assert not ForecastRow.objects.exists()


def test_anothers_deal_and_a_wrong_month(cast: Cast) -> None:
    theirs = make_deal(cast, owner=cast.roma)
    mine = make_deal(cast)
    for said in ([of(theirs)], [of(mine), of(mine)]):
        with pytest.raises(Invalid):
            submit_forecast(cast.rita, cast.rita, NEXT, said)
    for period in (NEXT + timedelta(days=1), periods.shifted(NEXT, 12)):
        with pytest.raises(Invalid):
            submit_forecast(cast.rita, cast.rita, period, [of(mine)])
    uid = submit_forecast(cast.rita, cast.rita, NEXT, [of(mine)])
    with pytest.raises(Invalid):
        submit_forecast(cast.nina, cast.rita, NEXT, [of(mine)], uid=uid)


@pytest.fixture
def said(cast: Cast) -> Cast:
    submit_forecast(cast.rita, cast.rita, NEXT, [of(make_deal(cast)), Said(None, Decimal(50), 30)])
    return cast


def _refused(sql: str, *params: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_the_database_refuses_by_itself(said: Cast) -> None:
    before = list(ForecastRow.objects.order_by("number").values())
    _refused("UPDATE sales_forecastrow SET amount = 1")
    _refused("UPDATE sales_forecastrow SET digest = digest WHERE number = 2")
    _refused("DELETE FROM sales_forecastrow WHERE number = 2")
    if connection.vendor == "postgresql":
        _refused("TRUNCATE sales_forecastrow")
        _refused("SET LOCAL session_replication_role = replica; DELETE FROM sales_forecastrow")
    for change in (
        lambda: ForecastRow.objects.update(chance=1),
        lambda: ForecastRow.objects.all().delete(),
        lambda: ForecastRow.objects.latest("number").delete(),
        lambda: ForecastRow.objects.latest("number").save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert list(ForecastRow.objects.order_by("number").values()) == before


def test_nothing_is_slipped_in_and_no_chain_forks(said: Cast) -> None:
    last = ForecastRow.objects.latest("number")
    for changes in (
        {"number": last.number},
        {"number": last.number + 2, "previous": last.digest},
        {"number": last.number + 1, "previous": last.previous},
        {"number": last.number + 1, "previous": last.digest, "made_at": last.cut_off},
    ):
        row = ForecastRow(**{name: getattr(last, name) for name in (*chain.NAMES, "previous", "digest")})
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    if connection.vendor == "sqlite":
        names = "id, unit, number, previous, digest, submission, period, cut_off, horizon, owner, amount, "
        names += "currency, chance, made_at, written_at"
        taken = names.replace("chance", "1")
        _refused(f"INSERT OR REPLACE INTO sales_forecastrow ({names}) SELECT {taken} FROM sales_forecastrow")
    assert ForecastRow.objects.count() == 2


def test_units_have_chains_of_their_own(said: Cast) -> None:
    submit_forecast(said.food_rep, said.food_rep, NEXT, [])
    row = ForecastRow.objects.get(unit=said.food.unit.pk)
    assert (row.number, row.previous) == (1, chain.NONE)


def test_an_erased_customer_leaves_the_chain_alone(said: Cast) -> None:
    deal = Deal.objects.get()
    before = list(ForecastRow.objects.order_by("number").values())
    assert deal.person
    erase_person(said.head, deal.person, "request", "Letter 1")
    assert list(ForecastRow.objects.order_by("number").values()) == before


def test_the_guard_is_set_up_again(said: Cast) -> None:
    from tests.unguarded import lift

    assert guard.stands()
    lift()
    assert not guard.stands()
    guard.ensure()
    assert guard.stands()
    _refused("UPDATE sales_forecastrow SET amount = 1")


def test_an_unknown_uid_is_new(cast: Cast) -> None:
    uid = uuid4()
    assert submit_forecast(cast.rita, cast.rita, NEXT, [], uid=uid) == uid
