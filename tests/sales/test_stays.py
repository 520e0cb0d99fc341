"""Random journals, written by actions: stays, pipe and the lists behind its figures against a plain count."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pandas as pd
import pytest
from django.test import Client
from django.utils import timezone

from krug.access.models import User
from krug.sales.actions import Ended, PastDeal, hand_over, load_deals, lose, put_back, reopen
from krug.sales.actions.judge import judge
from krug.sales.data import DealData
from krug.sales.models import Deal, DealDeviation, DealEvent, Method, Stay
from krug.sales.queries.cut import Behind, Cut
from krug.sales.queries.pipe import Flow, Pipe, path_of, pipe
from krug.sales.queries.seen import seen_deals
from krug.sales.words import LEAKS, Coarse, Deviation, Fate
from tests.cast import Cast
from tests.sales.made import CONTRACT, after, call, make_customer, make_deal, make_method

CODES = [stage.code for stage in CONTRACT.stages]
COARSE = {stage.code: stage.coarse for stage in CONTRACT.stages}


Sign = Callable[[User | None], Client]


def loaded(cast: Cast, random: Random, many: int) -> list[Deal]:
    """Deals of Rita and Roma that went on, over a stage, back, ended anywhere; some are opened again."""
    method = make_method(cast)
    people = [make_customer(cast, f"Buyer {number}") for number in range(6)]
    rows = []
    for number in range(many):
        at = after(random.randint(0, 90) * 24)
        stage, moves = 0, []
        for _move in range(random.randint(0, 6)):
            at += timedelta(minutes=random.randint(1, 6000))
            stage = random.choice([place for place in range(len(CODES)) if place != stage])
            moves.append((at, CODES[stage]))
        data = DealData(
            name=f"Deal {number}",
            person=random.choice(people),
            owner=random.choice((cast.rita, cast.roma)),
            opened_at=moves[0][0] - timedelta(hours=random.randint(1, 90)) if moves else at,
            amount=random.choice((None, Decimal(random.randint(1, 10**6)) / 100)),
            currency=random.choice(("RUB", "RUB", "RUB", "EUR")),
            method=method,
        )
        won = random.random() < 0.3 and data.amount is not None
        end = max(at, data.opened_at or at) + timedelta(hours=random.randint(0, 200))
        ended = Ended(won, end, "trust" if won else "price") if random.random() < 0.6 else None
        rows.append(PastDeal(data, moves, ended=ended))
    return load_deals(cast.head, rows)


def told(deal: Deal) -> Iterator[tuple[str, datetime, datetime | None, str]]:
    """(stage, since, until, fate) by the journal, the plain way."""
    stage, since, until, fate = "", deal.opened_at, None, ""
    for event in DealEvent.objects.filter(deal=deal).order_by("at", "id"):
        if event.kind == "opened":
            stage, since = event.stage, event.at
        elif event.kind in ("advanced", "went_back"):
            ahead = CODES.index(event.stage) - CODES.index(stage)
            yield stage, since, event.at, "back" if ahead < 0 else "on" if ahead == 1 else "over"
            stage, since = event.stage, event.at
        elif event.kind in ("won", "lost"):
            until, fate = event.at, event.kind
        elif event.kind == "reopened":
            until, fate = None, ""
    yield stage, since, until, fate


def frame(deals: Sequence[Deal]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "deal": deal.pk,
                "owner": deal.owner_id,
                "opened": deal.opened_at,
                "number": number,
                "stage": stage,
                "coarse": COARSE[stage],
                "since": since,
                "until": until,
                "fate": fate,
                "amount": deal.amount or Decimal(0),
                "currency": deal.currency,
            }
            for deal in deals
            for number, (stage, since, until, fate) in enumerate(told(deal))
        ]
    )


def counted(rows: pd.DataFrame, by: str, currency: str) -> dict[tuple[str, str], Flow]:
    """(stage, how its deals left it at last) → how many, worth how much."""
    last = rows.sort_values(["deal", "number"]).groupby(["deal", by], as_index=False).last()
    found: dict[tuple[str, str], Flow] = defaultdict(Flow)
    for row in last.to_dict("records"):
        value = row["amount"] if row["currency"] == currency else Decimal(0)
        found[row[by], row["fate"]] += Flow(1, value)
    return found


def figures(made: Pipe) -> dict[tuple[str, str], Flow]:
    return {(stage.code, fate.value): flow for stage in made.stages for fate, flow in stage.fates.items()}


@pytest.mark.parametrize("seed", range(3))
def test_stays_and_pipe_are_what_a_plain_count_says(cast: Cast, seed: int) -> None:
    random = Random(seed)
    deals = loaded(cast, random, 40)
    now = timezone.now()
    for deal in random.sample([one for one in deals if one.outcome != "open"], 6):
        reopen(None, deal, "Again")
        if random.random() < 0.5:
            lose(None, deal, "price")
    for deal in random.sample([one for one in deals if one.outcome == "open"], 3):
        hand_over(None, deal, cast.roma)
    deals = list(Deal.objects.order_by("id"))
    rows = frame(deals)
    kept = Stay.objects.order_by("deal", "number").values_list(
        "deal", "number", "stage", "coarse", "since", "until", "fate"
    )
    assert list(kept) == [
        (
            *(row["deal"], row["number"], row["stage"], row["coarse"], row["since"].to_pydatetime()),
            None if pd.isna(row["until"]) else row["until"].to_pydatetime(),
            row["fate"],
        )
        for row in rows.to_dict("records")
    ]
    method = Method.objects.get(name="Long sale")
    for viewer, owned, coarse in product((cast.head, cast.rita, cast.nina), (None, cast.roma.pk), (0, 1)):
        mine = rows if viewer == cast.head else rows[rows.owner == cast.rita.pk]
        mine = mine if owned is None else mine[mine.owner == owned]
        cut = Cut(None if coarse else method.pk, None if owned is None else (owned,))
        made = pipe(viewer, cut, path_of(None if coarse else method, [method]), now)
        expected = counted(mine, "coarse" if coarse else "stage", made.currency) if len(mine) else {}
        assert figures(made) == expected
        behind_all(viewer, cut, made, now)


def behind_all(viewer: User, cut: Cut, made: Pipe, now: datetime) -> None:
    """Each figure opens exactly its deals."""
    for stage in made.stages:
        asked = {"came": stage.came, "left": stage.left, "stalled": stage.stalled, "there": stage.there}
        asked |= {fate.value: flow for fate, flow in stage.fates.items() if fate.value}
        for fate, flow in asked.items():
            rows = Behind(cut, stage.code, fate).of(seen_deals(viewer), now)
            assert rows.count() == flow.deals, (stage.code, fate)
            value = sum(deal.amount or 0 for deal in rows if deal.currency == made.currency)
            assert value == flow.value, (stage.code, fate)


def test_what_left_the_method_is_behind_its_leak(cast: Cast) -> None:
    deals = loaded(cast, Random(9), 30)
    now = timezone.now()
    method = Method.objects.get(name="Long sale")
    path = path_of(None, [method])
    assert path.coarse is not None
    for cut, where in ((Cut(method.pk), path_of(method, [method])), (Cut(), path)):
        made = pipe(cast.head, cut, where, now)
        assert any(stage.leaks for stage in made.stages)
        for stage in made.stages:
            for leak, kinds in LEAKS.items():
                at = {stage.code} if cut.method else {code for code in CODES if COARSE[code] == stage.code}
                own = {
                    it.deal_id
                    for it in DealDeviation.objects.filter(kind__in=kinds, gone_at=None)
                    if it.stage in at
                }
                assert stage.leaks.get(leak, Flow()).deals == len(own)
                version = method.versions.get().pk
                paths = None if cut.method else {version: sorted(at)}
                behind = Behind(cut, stage.code, leak=leak, paths=paths)
                assert set(behind.of(Deal.objects.all(), now)) == {one for one in deals if one.pk in own}


def test_every_deviation_is_a_leak_of_one_colour() -> None:
    assert sorted(kind for kinds in LEAKS.values() for kind in kinds) == sorted(Deviation)


def test_a_stay_counts_working_time_and_goes_on_when_the_deal_is_opened_again(cast: Cast) -> None:
    make_method(cast)
    person = make_customer(cast)
    data = DealData(person=person, owner=cast.rita, opened_at=after(0), amount=Decimal(100))
    moves = [(after(5), "need"), (after(24 + 2), "contact"), (after(24 * 7), "need")]
    (deal,) = load_deals(cast.head, [PastDeal(data, moves, ended=Ended(False, after(24 * 7 + 1), "price"))])
    hours = list(Stay.objects.order_by("number").values_list("stage", "seconds", "total", "last", "fate"))
    assert hours == [
        ("contact", 5 * 3600, 5 * 3600, False, "on"),
        # From fourteen o'clock to eighteen, and two hours of Tuesday.
        ("need", 6 * 3600, 6 * 3600, False, "back"),
        # Tuesday's seven hours, three whole days; Monday's clock has not begun.
        ("contact", 34 * 3600, 39 * 3600, True, "on"),
        ("need", 3600, 7 * 3600, True, "lost"),
    ]
    reopen(cast.nina, deal, "He called")
    last = Stay.objects.get(deal=deal, number=3)
    assert (last.until, last.fate, last.seconds, last.came) == (None, "", None, after(5))


def test_stays_are_kept_by_the_actions_and_worked_out_anew_from_the_journal(cast: Cast) -> None:
    deal = make_deal(cast)
    assert deal.person is not None
    call(deal.person, timezone.now(), cast.rita)
    assert [one.fate for one in deal.stays.all()] == [Fate.THERE]
    lose(cast.rita, deal, "price")
    kept = list(Stay.objects.values_list("stage", "since", "until", "fate"))
    assert kept[0][3] == Fate.LOST
    Stay.objects.all().delete()
    judge([deal.pk])
    assert list(Stay.objects.values_list("stage", "since", "until", "fate")) == kept


def test_a_period_is_of_opening_or_of_coming_to_the_stage(cast: Cast) -> None:
    method = make_method(cast)
    data = DealData(person=make_customer(cast), owner=cast.rita, opened_at=after(0), amount=Decimal(100))
    load_deals(cast.head, [PastDeal(data, [(after(24 * 30), "need")])])
    now = timezone.now()
    path = path_of(method, [method])
    span = {"since": after(24 * 10), "until": after(24 * 40)}
    opened = pipe(cast.head, Cut(method.pk, by="opened", **span), path, now)  # type: ignore[arg-type]
    came = pipe(cast.head, Cut(method.pk, by="came", **span), path, now)  # type: ignore[arg-type]
    assert [stage.came.deals for stage in opened.stages] == [0, 0, 0, 0]
    assert [stage.came.deals for stage in came.stages] == [0, 1, 0, 0]
    assert Coarse.NEED in COARSE.values()
    behind_all(cast.head, Cut(method.pk, by="came", **span), came, now)  # type: ignore[arg-type]


def test_others_are_whoever_the_cut_does_not_mean(cast: Cast) -> None:
    loaded(cast, Random(4), 12)
    method = Method.objects.get(name="Long sale")
    path, now = path_of(method, [method]), timezone.now()
    mine = Cut(method.pk, (cast.rita.pk,))
    both = [pipe(cast.head, cut, path, now) for cut in (mine, mine.rest(), Cut(method.pk))]
    assert both[0].deals + both[1].deals == both[2].deals
    behind_all(cast.head, mine.rest(), both[1], now)


def test_another_unit_sees_nothing_of_it(cast: Cast) -> None:
    loaded(cast, Random(5), 8)
    method = Method.objects.get(name="Long sale")
    path, now = path_of(method, [method]), timezone.now()
    for viewer in (cast.food_head, cast.food_rep, cast.sam):
        seen = pipe(viewer, Cut(method.pk), path, now).deals.deals
        assert seen == (Deal.objects.filter(owner=cast.roma).count() if viewer == cast.sam else 0)
    whole = pipe(cast.admin, Cut(), path_of(None, [method]), now)
    assert whole.deals.deals == pipe(cast.marketer, Cut(), path_of(None, [method]), now).deals.deals == 8


def test_who_put_a_deal_back_sees_it_go_back(cast: Cast) -> None:
    make_method(cast)
    data = DealData(person=make_customer(cast), owner=cast.rita, opened_at=after(0))
    (deal,) = load_deals(cast.head, [PastDeal(data, [(after(3), "need")])])
    put_back(cast.rita, deal, "contact", "Nobody was there")
    assert list(deal.stays.order_by("number").values_list("stage", "fate")) == [
        ("contact", "on"),
        ("need", "back"),
        ("contact", ""),
    ]
