"""Running deals go on by a newer version: seen before, done in batches, written in each journal."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.sales.actions import (
    advance,
    edit_deal,
    lose,
    move_deals,
    publish,
    retire_method,
    save_draft,
)
from krug.sales.actions import move as moving
from krug.sales.actions.move import preview
from krug.sales.contract import ByHand, Checkpoint, Contract, Stage
from krug.sales.models import Deal, DealDeviation, DealEvent, Method, MethodVersion
from krug.sales.tasks import is_moving, move_running_deals
from krug.sales.words import Kind
from tests.cast import Cast, client_of
from tests.sales.made import CONTRACT, call, make_customer, make_deal, make_method, visit
from tests.sales.test_methods_pages import at, text_of


def changed(cast: Cast, method: Method, contract: Contract) -> MethodVersion:
    save_draft(cast.head, method, contract)
    return publish(cast.head, method)


def without_need() -> Contract:
    return CONTRACT.model_copy(update={"stages": (CONTRACT.stages[0], *CONTRACT.stages[2:])})


def first_with(**more: Any) -> Contract:
    return CONTRACT.model_copy(
        update={"stages": (CONTRACT.stages[0].model_copy(update=more), *CONTRACT.stages[1:])}
    )


def at_need(cast: Cast) -> Deal:
    """A deal that has come to its second stage by what its method asks for."""
    now = timezone.now()
    customer = make_customer(cast)
    deal = make_deal(cast, person=customer, opened_at=now - timedelta(hours=1))
    call(customer, now - timedelta(minutes=40), cast.rita)
    visit(customer, now - timedelta(minutes=20), cast.rita)
    return advance(cast.rita, deal, "need")


PAPER = Checkpoint(code="request", name="Request", evidence=ByHand())


def test_deals_go_on_by_the_newest_version(cast: Cast) -> None:
    method = make_method(cast)
    deal, ended = make_deal(cast), make_deal(cast)
    lose(cast.rita, ended, "price")
    since = deal.stage_since
    version = changed(cast, method, first_with(coarse="contact", limit=5))
    done = move_deals(cast.head, method, version)
    assert (done.moved, done.left) == (1, 0)
    deal.refresh_from_db()
    ended.refresh_from_db()
    assert (deal.method, deal.stage, deal.stage_since) == (version, "contact", since)
    assert ended.method.number == 1
    event = DealEvent.objects.get(deal=deal, kind=Kind.METHOD)
    assert (event.stage_before, event.stage, event.author, event.number_after) == (
        "contact",
        "contact",
        cast.head,
        2,
    )
    assert move_deals(cast.head, method, version).moved == 0
    assert DealEvent.objects.filter(kind=Kind.METHOD).count() == 1


def test_the_clock_of_a_stage_goes_on_and_the_deal_is_judged_anew(cast: Cast) -> None:
    method = make_method(cast)
    deal = make_deal(cast, opened_at=timezone.now() - timedelta(days=60))
    late = DealDeviation.objects.filter(deal=deal, kind="late", key__startswith="stage:", gone_at=None)
    assert late.count() == 1
    version = changed(cast, method, first_with(limit=4000))
    move_deals(cast.head, method, version)
    assert late.count() == 0
    shorter = changed(cast, method, first_with(limit=3))
    move_deals(cast.head, method, shorter)
    # One stay, one lateness: a newer version is no way to begin anew.
    assert late.count() == 1


def test_a_stage_that_is_no_more_needs_a_mapping(cast: Cast) -> None:
    method = make_method(cast)
    deal, other = at_need(cast), make_deal(cast)
    version = changed(cast, method, without_need())
    with pytest.raises(Invalid) as refused:
        move_deals(cast.head, method, version)
    assert [one.field for one in refused.value.errors] == ["mapping/need"]
    for nonsense in ({"need": "moon"}, {"contact": "offer"}):
        with pytest.raises(Invalid):
            move_deals(cast.head, method, version, nonsense)
    assert not Deal.objects.filter(method=version).exists()
    assert move_deals(cast.head, method, version, {"need": "offer"}).moved == 2
    deal.refresh_from_db()
    other.refresh_from_db()
    assert (deal.stage, deal.coarse, other.stage) == ("offer", "proposal", "contact")
    event = DealEvent.objects.get(deal=deal, kind=Kind.METHOD)
    assert (event.stage_before, event.stage) == ("need", "offer")


def test_the_preview_says_what_would_happen_and_writes_nothing(cast: Cast) -> None:
    method = make_method(cast)
    at_need(cast)
    make_deal(cast, opened_at=timezone.now() - timedelta(days=60))
    stricter = first_with(checkpoints=(*CONTRACT.stages[0].checkpoints, PAPER), limit=4000)
    version = changed(cast, method, stricter)
    seen = preview(method, version, {}, timezone.now())
    assert [(one.code, one.count, one.to) for one in seen.stages] == [
        ("contact", 1, "contact"),
        ("need", 1, "need"),
    ]
    assert (seen.total, seen.missing, seen.late, seen.checkpoints) == (2, 1, 0, [("Request", 1)])
    assert not DealEvent.objects.filter(kind=Kind.METHOD).exists()
    quicker = changed(cast, method, first_with(checkpoints=(), limit=None).model_copy())
    assert preview(method, quicker, {}, timezone.now()).late == 0


def test_the_preview_counts_who_becomes_late(cast: Cast) -> None:
    method = make_method(cast, first_with(limit=4000, checkpoints=()))
    make_deal(cast, opened_at=timezone.now() - timedelta(days=60))
    version = changed(cast, method, first_with(limit=2, checkpoints=()))
    assert preview(method, version, {}, timezone.now()).late == 1
    gone = changed(cast, method, without_need().model_copy(update={"stages": without_need().stages[1:]}))
    seen = preview(method, gone, {}, timezone.now())
    assert ([one.to for one in seen.stages], seen.complete, seen.looked_at) == ([""], False, 0)


def test_cut_short_it_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    method = make_method(cast)
    customer = make_customer(cast)
    for _each in range(5):
        make_deal(cast, person=customer)
    version = changed(cast, method, first_with(limit=5))
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    batches = moving._batch
    calls = []

    def failing(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        batches(*args)

    with monkeypatch.context() as broken:
        broken.setattr(moving, "_batch", failing)
        with pytest.raises(RuntimeError):
            move_deals(cast.head, method, version)
    assert Deal.objects.filter(method=version).count() == 2
    assert move_deals(cast.head, method, version).moved == 3
    assert DealEvent.objects.filter(kind=Kind.METHOD).count() == 5


def test_heads_alone_move_and_only_to_what_holds(cast: Cast) -> None:
    method = make_method(cast)
    make_deal(cast)
    first = method.versions.get()
    version = changed(cast, method, first_with(limit=5))
    for other in (cast.rita, cast.nina, cast.marketer, cast.food_head):
        with pytest.raises(NotAllowed):
            move_deals(other, method, version)
    draft = save_draft(cast.head, method, CONTRACT)
    for wrong in (first, draft, make_method(cast, name="Other").versions.get()):
        with pytest.raises(Conflict):
            move_deals(cast.head, method, wrong)
    retire_method(cast.head, method)
    with pytest.raises(Conflict):
        move_deals(cast.head, method, version)


def test_who_edits_meanwhile_is_told_of_no_lost_field(cast: Cast) -> None:
    method = make_method(cast)
    deal = make_deal(cast)
    seen = deal.version
    move_deals(cast.head, method, changed(cast, method, first_with(limit=5)))
    assert edit_deal(cast.rita, deal, {"need": "Ten of them"}, based_on=seen).conflicts == []


def test_in_the_browser(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    deal = at_need(cast)
    assert "All open deals go by the newest version" in text_of(head, at("method-move", method))
    version = changed(cast, method, without_need())
    assert at("method-move", method) in text_of(head, at("method", method))
    page = text_of(head, at("method-move", method))
    assert 'name="to/need"' in page
    assert head.post(at("method-move", method)).status_code == 422
    assert head.post(at("method-move", method), {"to/need": "moon"}).status_code == 422
    assert not is_moving(method.pk)
    assert head.post(at("method-move", method), {"to/need": "offer"}).status_code == 302
    assert is_moving(method.pk)
    assert "0 of 1 deals are moved" in text_of(head, at("method-move", method) + "?of=1")
    move_running_deals.func(method.pk, version.pk, cast.head.pk, {"need": "offer"})
    deal.refresh_from_db()
    assert deal.method == version
    assert client_of(cast.nina).get(at("method-move", method)).status_code == 403
    retire_method(cast.head, method)
    assert head.get(at("method-move", method)).status_code == 404


def test_a_version_published_meanwhile_ends_the_work_in_peace(cast: Cast) -> None:
    method = make_method(cast)
    make_deal(cast)
    version = changed(cast, method, first_with(limit=5))
    changed(cast, method, first_with(limit=6))
    move_running_deals.func(method.pk, version.pk, cast.head.pk, {})
    assert Deal.objects.filter(method__number=1).count() == 1


def test_a_stage_may_have_come_in_between(cast: Cast) -> None:
    method = make_method(cast)
    make_deal(cast)
    extra = Stage(code="survey", name="Survey", coarse="contact")
    version = changed(cast, method, CONTRACT.model_copy(update={"stages": (extra, *CONTRACT.stages)}))
    assert move_deals(cast.head, method, version).moved == 1
