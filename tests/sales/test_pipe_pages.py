"""The pages of pipe and funnel: every link opens as many deals as its figure says; nobody sees others'."""

import re
from html import unescape
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from krug.access.models import User
from krug.sales.actions import set_lines
from krug.sales.data import LineData
from krug.sales.models import Deal, Method
from tests.cast import Cast
from tests.sales.made import make_method
from tests.sales.pages import read
from tests.sales.test_stays import Sign, loaded

LINK = re.compile(r'<a class="pipe-link" href="([^"]+)" aria-label="[^"]*?: (\d+)')
CELL = re.compile(r'<a href="(/deals/list[^"]+)">(\d+)</a>')
LEAK = re.compile(r'<a class="pipe-leak" href="([^"]+)">.*?<span class="number">(\d+)</span>')


def counted(client: Client, href: str) -> int:
    """How many deals the list says it holds."""
    page = client.get(unescape(href)).content.decode()
    found = re.search(r"board-sum[^>]*>(\d+) deal", page)
    assert found, page
    return int(found[1])


def links(page: str) -> set[tuple[str, int]]:
    found = LINK.findall(page) + CELL.findall(page) + LEAK.findall(page)
    return {(href, int(count)) for href, count in found}


@pytest.mark.parametrize("method", ["all", "one"])
def test_each_figure_opens_exactly_its_deals(cast: Cast, sign_in: Sign, method: str) -> None:
    loaded(cast, Random(7), 24)
    client = sign_in(cast.head)
    uid = "all" if method == "all" else str(Method.objects.get().uid)
    page = read(client, "deals-pipe", method=uid, period="all")
    figures = links(page)
    assert len(figures) > 20
    for href, count in sorted(figures):
        assert counted(client, href) == count, href


def test_the_cut_goes_with_every_link(cast: Cast, sign_in: Sign) -> None:
    loaded(cast, Random(8), 20)
    client = sign_in(cast.boss)
    team = cast.pharma.south.pk
    page = read(client, "deals-pipe", team=team, period="all", by="came")
    figures = links(page)
    assert figures
    for href, count in sorted(figures):
        assert f"team={team}" in href
        assert "by=came" in href
        assert counted(client, href) == count, href
    own = Deal.objects.filter(owner=cast.roma).count()
    assert (f'<span class="value ">{own}</span>') in page


def test_a_product_cuts(cast: Cast, sign_in: Sign) -> None:
    loaded(cast, Random(6), 10)
    deal = Deal.objects.filter(outcome="open").first()
    assert deal is not None
    set_lines(None, deal, [LineData("Ice")])
    page = read(sign_in(cast.head), "deals-pipe", period="all")
    # Only what is of the catalogue can be chosen.
    assert 'name="product"' not in page


def test_a_source_cuts(cast: Cast, sign_in: Sign) -> None:
    loaded(cast, Random(5), 24)
    Deal.objects.filter(pk__in=Deal.objects.values("pk")[:7]).update(source="site")
    client = sign_in(cast.head)
    for source, others in (("site", ""), ("none", ""), ("site", "1")):
        page = read(client, "deals-pipe", source=source, others=others, period="all")
        own = Deal.objects.filter(source="site" if source == "site" and not others else "")
        assert f'<span class="value ">{own.count()}</span>' in page
        figures = links(page)
        assert figures
        for href, count in sorted(figures):
            assert counted(client, href) == count, href
    assert "7 deal" in read(client, "deals-list", show="all", source="site")


@pytest.mark.parametrize(("who", "sees"), [("rita", True), ("sam", False), ("food_head", False)])
def test_each_sees_what_his_scopes_hold(cast: Cast, sign_in: Sign, who: str, sees: bool) -> None:
    loaded(cast, Random(3), 12)
    Deal.objects.filter(owner=cast.roma).delete()
    viewer: User = getattr(cast, who)
    page = read(sign_in(viewer), "deals-pipe", period="all")
    assert ("pipe-link" in page) is sees
    assert ("Nothing has flowed yet" in page) is not sees


def test_a_seller_cannot_ask_for_anothers_deals(cast: Cast, sign_in: Sign) -> None:
    loaded(cast, Random(3), 12)
    client = sign_in(cast.rita)
    own = Deal.objects.filter(owner=cast.rita).count()
    for cut in ({"seller": cast.roma.pk}, {"team": cast.pharma.south.pk}, {"unit": cast.food.unit.pk}):
        page = read(client, "deals-pipe", period="all", **cut)
        assert f'<span class="value ">{own}</span>' in page
    listed = client.get(reverse("deals-list"), {"show": "all", "at": "contact", "period": "all"})
    assert f"{own} deal" in listed.content.decode()


def test_wrong_words_count_as_none(cast: Cast, sign_in: Sign) -> None:
    make_method(cast)
    wrong = {
        "method": "x",
        "who": "x",
        "team": "-1",
        "unit": "9999",
        "product": "x",
        "source": "x",
        "by": "x",
        "period": "2026-99",
    }
    assert "Nothing has flowed yet" in read(sign_in(cast.head), "deals-pipe", **wrong)
    page = read(sign_in(cast.head), "deals-list", at="moon", fate="x", leak="x")
    assert "Back to the pipe" not in page


def test_production_has_no_deals(cast: Cast, sign_in: Sign) -> None:
    assert sign_in(cast.production).get(reverse("deals-pipe")).status_code == 403
    assert sign_in(None).get(reverse("deals-pipe")).status_code == 302
