"""Deviations added up: by hand, each figure opens exactly its deals, one page for him and his manager."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.sales.actions import hand_over, put_back, skip
from krug.sales.models import Conformance, Deal, DealDeviation, DeviationEffect
from krug.sales.queries.deviated import FORMER, Cut, report
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal
from tests.sales.pages import read


@pytest.fixture
def cut() -> Cut:
    today = timezone.localdate()
    return Cut(today - timedelta(days=28), today)


@pytest.fixture
def deals(cast: Cast) -> dict[str, Deal]:
    """Rita's three, of which two left the method, and Roma's one; to skip at «contact» costs a tenth."""
    made = {
        name: make_deal(cast, owner, person=make_customer(cast), name=name, amount=Decimal(1000 * number))
        for number, (name, owner) in enumerate(
            [("one", cast.rita), ("two", cast.rita), ("three", cast.rita), ("four", cast.roma)], 1
        )
    }
    DeviationEffect.objects.create(
        unit=cast.pharma.unit, kind="skipped", coarse="contact", with_all=30, with_won=1, without_all=30,
        without_won=20, points=0.1, low=0.05, high=0.2, at=timezone.now(),
    )  # fmt: skip
    for name in ("one", "four"):
        skip(cast.head, made[name], "called", "He knows us")
    skip(cast.head, made["two"], "met", "Far away")
    skip(cast.head, made["two"], "called", "Far away")
    return made


def figures(viewer: User, cut: Cut, by: str = "person") -> dict[object, tuple[int, int, int, int, Decimal]]:
    found = report(viewer, cut, by)  # type: ignore[arg-type]
    return {
        one.key: (one.number, one.deals, one.kept, one.work, sum((it.whole for it in one.sums), Decimal(0)))
        for one in found.lines
    }


def test_each_line_is_what_was_found(cast: Cast, deals: dict[str, Deal], cut: Cut) -> None:
    # Of the second deal's two at one stage the first alone carries the tenth of 2,000; «met» asks for 500.
    assert figures(cast.nina, cut) == {cast.rita.pk: (3, 2, 1, 3, Decimal(100 + 200 + 500))}
    assert figures(cast.rita, cut) == figures(cast.nina, cut)
    assert figures(cast.sam, cut) == {cast.roma.pk: (1, 1, 0, 1, Decimal(400))}
    by_person = figures(cast.head, cut)
    assert set(by_person) == {cast.rita.pk, cast.roma.pk}
    north, south = cast.pharma.north.pk, cast.pharma.south.pk
    assert {key: row[:2] for key, row in figures(cast.head, cut, "team").items()} == {
        north: (3, 2),
        south: (1, 1),
    }
    assert figures(cast.head, cut, "kind") == {"skipped": (4, 3, 0, 0, Decimal(1200))}
    assert figures(cast.head, cut, "stage") == {"contact": (4, 3, 0, 0, Decimal(1200))}
    assert figures(cast.food_head, cut) == {}
    total = report(cast.boss, cut, "team").total
    assert (total.number, total.deals, total.kept, total.work) == (4, 3, 1, 4)


def test_only_the_period_counts(cast: Cast, deals: dict[str, Deal], cut: Cut) -> None:
    long_ago = timezone.now() - timedelta(days=90)
    DealDeviation.objects.filter(deal=deals["one"]).update(at=long_ago)
    Deal.objects.filter(pk=deals["three"].pk).update(
        opened_at=long_ago, outcome="lost", closed_at=long_ago + timedelta(days=1)
    )
    assert figures(cast.nina, cut)[cast.rita.pk][:4] == (2, 1, 1, 2)


def test_what_a_former_owner_did_is_no_line_of_whoever_took_over(
    cast: Cast, deals: dict[str, Deal], cut: Cut
) -> None:
    hand_over(cast.boss, deals["one"], cast.roma, "She is away")
    seen = figures(cast.boss, cut)
    assert seen[FORMER][:2] == (1, 1)
    assert seen[cast.roma.pk][:2] == (1, 1)
    assert seen[cast.rita.pk][:2] == (2, 1)
    assert figures(cast.rita, cut)[cast.rita.pk] == seen[cast.rita.pk]


def test_steps_that_were_kept_are_added_up(cast: Cast, deals: dict[str, Deal], cut: Cut) -> None:
    for number, name in enumerate(("one", "two", "three"), 1):
        Conformance.objects.filter(deal=deals[name]).update(steps=10, kept=10 - number)
    assert report(cast.nina, cut, "kind").total.step_share == pytest.approx(24 / 30)


def links(html: str) -> Iterator[tuple[str, int]]:
    """Addresses of deals behind figures, and the figure itself."""
    for href, number in re.findall(r'<a href="([^"]*/deals/list[^"]*)">(\d+)</a>', html):
        yield unescape(href), int(number)


@pytest.mark.parametrize("by", ["person", "team", "stage", "kind"])
@pytest.mark.parametrize("name", ["nina", "boss", "head", "rita"])
def test_every_figure_opens_exactly_its_deals(cast: Cast, deals: dict[str, Deal], by: str, name: str) -> None:
    hand_over(cast.boss, deals["one"], cast.roma, "She is away")
    put_back(cast.boss, deals["four"], "contact", "Nothing")
    viewer = client_of(getattr(cast, name))
    followed = 0
    for href, number in links(read(viewer, "deal-deviations", by=by)):
        page = viewer.get(href).context["page"]
        assert page.count == number, href
        assert len(page.lines) == number
        followed += 1
    assert followed >= 2


def table(html: str) -> str:
    return html[html.index('<section class="card stats') : html.index("</table>")]


@pytest.mark.parametrize("by", ["kind", "stage"])
def test_a_person_reads_the_same_as_whoever_leads_him(cast: Cast, deals: dict[str, Deal], by: str) -> None:
    own = read(client_of(cast.rita), "deal-deviations", by=by)
    for leader in (cast.nina, cast.boss, cast.head):
        seen = read(client_of(leader), "deal-deviations-of", cast.rita.uid, by=by)
        assert table(seen) == table(own)
        assert "sees the same page with the same figures" in seen


def test_strangers_and_readers_are_kept_out(cast: Cast, deals: dict[str, Deal]) -> None:
    for stranger in (cast.roma, cast.sam, cast.food_head):
        answer = client_of(stranger).get(reverse("deal-deviations-of", args=[cast.rita.uid]))
        assert answer.status_code == 404
    assert client_of(cast.marketer).get(reverse("deal-deviations")).status_code == 403


def test_an_address_made_up_opens_nothing_of_others(cast: Cast, deals: dict[str, Deal]) -> None:
    sam = client_of(cast.sam)
    asked = {"show": "all", "figure": "work", "since": "2020-01-01", "until": "2090-01-01"}
    for more in ({"person": str(cast.rita.pk)}, {"team": str(cast.pharma.north.pk)}):
        assert sam.get(reverse("deals-list"), asked | more).context["page"].count == 0
    wrong = ({"since": "soon"}, {"figure": "all"}, {"until": "1990-01-01"}, {"since": "9999-12-31"})
    for more in wrong:
        assert sam.get(reverse("deals-list"), asked | more).status_code == 200


def test_an_empty_company_is_told_what_will_be_here(cast: Cast) -> None:
    rita: Client = client_of(cast.rita)
    assert "No deals ran in this time" in read(rita, "deal-deviations")
    make_deal(cast)
    assert "Nothing left its method" in read(rita, "deal-deviations")
