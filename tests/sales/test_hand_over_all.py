"""When somebody leaves: all his open deals are another's in one action."""

from decimal import Decimal

import pytest
from django.urls import reverse

from krug.access.errors import Invalid, NotAllowed
from krug.access.models import AuditEntry, User
from krug.access.scopes import may_see
from krug.sales.actions import hand_over_all, lose
from krug.sales.actions import hand_over_all as action
from krug.sales.errors import NotYours
from krug.sales.models import Deal, DealEvent
from tests.cast import Cast, client_of
from tests.sales.made import make_deal
from tests.sales.pages import post, read


def owners() -> list[str]:
    return list(Deal.objects.order_by("id").values_list("owner__name", flat=True))


def test_every_open_one_goes_and_closed_ones_stay(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krug.sales.actions.leaving.BATCH", 2)
    deals = [make_deal(cast, amount=Decimal(10)) for _ in range(5)]
    lose(cast.rita, deals[0], "price")
    other = make_deal(cast, owner=cast.nina)
    User.objects.filter(pk=cast.rita.pk).update(is_active=False)
    assert hand_over_all(cast.nina, cast.rita, cast.roma, "Moved to another town") == 4
    assert owners() == ["Rita", *["Roma"] * 4, "Nina"]
    moved = Deal.objects.get(pk=deals[1].pk)
    assert (moved.version, moved.edited["owner"]) == (2, 2)
    assert may_see(cast.roma, "deal", moved.pk)
    assert not may_see(cast.rita, "deal", moved.pk)
    event = DealEvent.objects.get(deal=moved, kind="owner")
    assert (event.author, event.owner, event.note) == (cast.nina, cast.roma, "Moved to another town")
    assert AuditEntry.objects.filter(verb="handed_over", object_kind="deal", actor=cast.nina).count() == 4
    assert other.owner == cast.nina
    # Said again nothing is left to do.
    assert hand_over_all(cast.nina, cast.rita, cast.roma) == 0


def test_who_may_not(cast: Cast) -> None:
    make_deal(cast)
    make_deal(cast, owner=cast.nina)
    for author in (cast.rita, cast.roma, cast.sam, cast.food_manager, cast.food_head):
        with pytest.raises((NotYours, NotAllowed)):
            action(author, cast.rita, cast.roma)
    with pytest.raises(NotYours):
        action(cast.nina, cast.nina, cast.rita)
    for reader in (cast.marketer, cast.agent):
        with pytest.raises(NotAllowed):
            action(reader, cast.rita, cast.roma)
    for owner in (cast.food_rep, cast.marketer, cast.rita):
        with pytest.raises(Invalid):
            action(cast.head, cast.rita, owner)
    assert owners() == ["Rita", "Nina"]
    assert action(cast.head, cast.nina, cast.rita) == 1
    assert action(None, cast.rita, cast.nina) == 2


def test_from_the_list(cast: Cast) -> None:
    make_deal(cast)
    make_deal(cast)
    nina, address = client_of(cast.nina), reverse("deals-hand-over", args=[cast.rita.uid])
    assert address not in read(nina, "deals-list")
    assert address in read(nina, "deals-list", who=cast.rita.pk)
    assert address not in read(client_of(cast.rita), "deals-list", who="mine")
    User.objects.filter(pk=cast.rita.pk).update(is_active=False)
    assert "works here no longer" in read(nina, "deals-list")
    assert "2 open deals of Rita" in read(nina, "deals-hand-over", cast.rita.uid)
    assert post(nina, "deals-hand-over", cast.rita.uid, owner="")[0] == 422
    assert post(nina, "deals-hand-over", cast.rita.uid, owner=str(cast.food_rep.pk))[0] == 422
    code, _html = post(nina, "deals-hand-over", cast.rita.uid, owner=str(cast.roma.pk), reason="Left")
    assert (code, owners()) == (204, ["Roma", "Roma"])
    assert "2 deals are handed over to Roma" in read(nina, "deals")
    for outsider in (cast.sam, cast.rita, cast.food_head):
        assert client_of(outsider).get(reverse("deals-hand-over", args=[cast.nina.uid])).status_code in (
            302,
            404,
        )


def test_by_the_api(cast: Cast) -> None:
    make_deal(cast)
    given = {"seller": str(cast.rita.uid), "owner": str(cast.roma.uid)}

    def ask(user: User, **more: str) -> tuple[int, object]:
        answer = client_of(user).post(
            "/api/v1/deals/hand-over", given | more, content_type="application/json"
        )
        return answer.status_code, answer.json()

    assert ask(cast.sam)[0] == ask(cast.food_head)[0] == 422
    assert ask(cast.nina, owner=str(cast.food_rep.uid))[0] == 422
    assert ask(cast.marketer)[0] == 403
    assert ask(cast.nina) == (200, {"deals": 1})


def test_a_share_stays_with_whoever_registered(cast: Cast) -> None:
    deal = make_deal(cast, amount=Decimal(100))
    hand_over_all(cast.nina, cast.rita, cast.roma)
    deal.refresh_from_db()
    assert (deal.registered_by, deal.owner) == (cast.rita, cast.roma)
