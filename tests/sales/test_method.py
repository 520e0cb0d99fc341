"""Methods are drafted, published, and never change under a running deal."""

import json
from decimal import Decimal
from typing import Any

import pytest

from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.sales.actions import (
    create_method,
    drop_draft,
    import_method,
    move_deals,
    parsed,
    publish,
    rename_method,
    restore_method,
    retire_method,
    save_draft,
)
from krug.sales.actions.move import preview
from krug.sales.actions.standard import in_force, newest_of, standard
from krug.sales.errors import DraftChanged, NoDraft
from krug.sales.models import Method, MethodVersion
from krug.sales.ready import READY
from tests.cast import Cast
from tests.sales.made import CONTRACT, MONDAY, make_deal, make_method


def test_a_running_deal_keeps_its_version(cast: Cast) -> None:
    method = make_method(cast)
    deal = make_deal(cast)
    shorter = CONTRACT.model_copy(update={"stages": CONTRACT.stages[:2]})
    save_draft(cast.head, method, shorter)
    assert make_deal(cast).method_id == deal.method_id
    publish(cast.head, method, "Two stages are enough")
    assert len(make_deal(cast).method.meant.stages) == 2
    deal.refresh_from_db()
    assert deal.method.meant == CONTRACT


def test_two_who_write_one_draft_are_told(cast: Cast) -> None:
    method = make_method(cast)
    draft = save_draft(cast.head, method, CONTRACT)
    save_draft(cast.head, method, CONTRACT, based_on=draft.edits)
    with pytest.raises(DraftChanged):
        save_draft(cast.head, method, CONTRACT, based_on=draft.edits)


def test_a_draft_is_dropped_but_not_the_only_one(cast: Cast) -> None:
    fresh = create_method(cast.head, "Fresh", CONTRACT)
    with pytest.raises(NoDraft):
        drop_draft(cast.head, fresh)
    publish(cast.head, fresh)
    with pytest.raises(NoDraft):
        publish(cast.head, fresh)
    save_draft(cast.head, fresh, CONTRACT)
    drop_draft(cast.head, fresh)
    assert MethodVersion.objects.filter(method=fresh).count() == 1


def test_heads_alone_write_methods_and_only_of_their_unit(cast: Cast) -> None:
    method = make_method(cast)
    for other in (cast.rita, cast.nina, cast.marketer, cast.agent, cast.integrator, cast.food_head):
        with pytest.raises(NotAllowed):
            save_draft(other, method, CONTRACT)
        with pytest.raises(NotAllowed):
            publish(other, method)
        with pytest.raises(NotAllowed):
            retire_method(other, method)
    with pytest.raises(NotAllowed):
        create_method(cast.food_head, "Theirs", CONTRACT, cast.pharma.unit)


def test_no_new_deals_by_a_retired_method(cast: Cast) -> None:
    method = make_method(cast)
    retire_method(cast.head, method)
    retire_method(cast.head, method)
    with pytest.raises(Conflict):
        newest_of(method)
    assert in_force(cast.pharma.unit.pk) == []
    restore_method(cast.head, method)
    assert [it.method for it in in_force(cast.pharma.unit.pk)] == [method]


def test_names_are_each_once(cast: Cast) -> None:
    make_method(cast)
    with pytest.raises(Conflict):
        create_method(cast.head, " Long  sale ", CONTRACT)
    other = create_method(cast.head, "Short", CONTRACT)
    with pytest.raises(Conflict):
        rename_method(cast.head, other, "Long sale")


def spoilt(change: dict[str, Any]) -> dict[str, Any]:
    return {**CONTRACT.model_dump(mode="json"), **change}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stages": []}, "stages"),
        ({"stages": [{"code": "a", "coarse": "need"}]}, "stages/0/name"),
        ({"stages": [{"code": "a", "name": "A", "coarse": "moon"}]}, "stages/0/coarse"),
        ({"nonsense": 1}, "nonsense"),
        ({"limits": [{"resource": "visits", "most": "-1"}]}, "limits/0/most"),
        ({"working": {"days": [1], "since": "18:00", "until": "09:00"}}, "working"),
    ],
)
def test_what_is_no_method_is_refused_by_place(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parsed(spoilt(change))
    assert refused.value.errors[0].field == field


def test_codes_are_each_once_and_coarse_stages_in_order() -> None:
    stages = CONTRACT.model_dump(mode="json")["stages"]
    for wrong in ([stages[0], stages[0]], [stages[2], stages[0]]):
        with pytest.raises(Invalid):
            parsed(spoilt({"stages": wrong}))


@pytest.mark.parametrize("code", sorted(READY))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_ready_made_methods_can_be_installed(cast: Cast, code: str, language: str) -> None:
    from krug.sales.actions.standard import install

    version = install(cast.pharma.unit, code, language)
    assert version.is_published
    assert sum(share.percent for share in version.meant.commission) < Decimal(20)


def test_a_unit_without_a_method_gets_one_once(cast: Cast) -> None:
    assert standard(cast.pharma.unit.pk) == standard(cast.pharma.unit.pk)
    assert Method.objects.count() == 1


def test_moving_to_a_version_takes_no_deal_back_from_a_newer_one(cast: Cast) -> None:
    """Somebody publishes and moves while an earlier move is still under way."""
    method = make_method(cast)
    deal = make_deal(cast)
    save_draft(cast.head, method, CONTRACT)
    second = publish(cast.head, method)
    save_draft(cast.head, method, CONTRACT)
    third = publish(cast.head, method)
    move_deals(cast.head, method, third)
    assert preview(method, second, {}, MONDAY).total == 0
    deal.refresh_from_db()
    assert deal.method == third


def test_a_file_brings_no_letters_that_no_keyboard_writes(cast: Cast) -> None:
    stages = [{"code": "a", "name": "A\x00\ud800", "coarse": "contact"}]
    made = {"krug_method": 1, "name": "Sale\x00\ud800", "contract": {"stages": stages}}
    method = import_method(cast.head, json.dumps(made).encode())
    assert (method.name, method.versions.get().meant.stages[0].name) == ("Sale", "A")
