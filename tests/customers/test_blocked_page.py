"""The page of values that name nobody: who sees which, what blocking touched, taking it back."""

import pytest

from krug.access.models import AuditEntry
from krug.customers.actions import block_value
from krug.customers.models import BlockedValue
from krug.customers.queries.blocked import blocked_for, may_take_back
from krug.customers.stitching.kinds import blocked
from tests.cast import Cast, client_of
from tests.customers.test_stitch import ANNA, owner, people, seen

PAGE = "/customers/blocked/"
KIOSK = {"kind": "email", "value": ANNA.upper(), "reason": "The kiosk in the hall"}


def test_a_head_blocks_and_takes_back(cast: Cast) -> None:
    anna, _ = people(cast)
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    head = client_of(cast.head)
    html = head.post(PAGE, KIOSK, follow=True).content.decode()
    assert owner("cookie", "c1", 1) is None
    assert "1 customer concerned" in html
    assert ANNA in html
    assert "The kiosk in the hall" in html
    assert cast.head.name in html
    row = BlockedValue.objects.get()
    assert (row.value, row.cards, row.author) == (ANNA, 1, cast.head)
    head.post(f"{PAGE}{row.pk}/undo")
    assert owner("cookie", "c1", 1) == anna.pk
    verbs = AuditEntry.objects.filter(object_kind="blocked_value").order_by("id")
    assert list(verbs.values_list("verb", "actor")) == [
        ("blocked", cast.head.pk),
        ("unblocked", cast.head.pk),
    ]
    assert head.post(f"{PAGE}{row.pk}/undo").status_code == 404


def test_the_same_again_keeps_its_author(cast: Cast) -> None:
    first = block_value(cast.admin, "email", ANNA, "kiosk")
    again = block_value(cast.head, "email", ANNA, "other")
    assert (again.pk, again.author, again.reason) == (first.pk, cast.admin, "kiosk")
    assert AuditEntry.objects.filter(verb="blocked").count() == 1


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(cast: Cast) -> None:
    answer = client_of(cast.head).post(PAGE, KIOSK | {"kind": "phone", "value": "twelve"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "No identity of this kind looks like that." in html
    assert "twelve" in html
    assert client_of(cast.head).post(PAGE, KIOSK | {"reason": " "}).status_code == 422
    assert not BlockedValue.objects.exists()


def test_units_see_their_own_and_what_holds_for_all(cast: Cast) -> None:
    ours = block_value(cast.head, "phone", "+7 495 000-11-22", "reception")
    all_of = block_value(cast.admin, "email", "test@kiosk.ru", "test")
    theirs = block_value(cast.food_head, "cookie", "hall", "terminal")
    assert list(blocked_for(cast.head)) == [all_of, ours]
    assert list(blocked_for(cast.admin)) == [theirs, all_of, ours]
    assert [may_take_back(cast.head, row) for row in (ours, all_of, theirs)] == [True, False, False]
    assert client_of(cast.head).post(f"{PAGE}{all_of.pk}/undo").status_code == 404
    assert client_of(cast.food_head).post(f"{PAGE}{ours.pk}/undo").status_code == 404
    assert client_of(cast.admin).post(f"{PAGE}{theirs.pk}/undo").status_code == 302


@pytest.mark.parametrize("name", ["nina", "rita", "marketer", "agent"])
def test_nobody_else_sees_it(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "met", "not_met"),
    [
        ("email", " *@Kiosk.RU ", "*@kiosk.ru", "anna@kiosk.ru", "anna@kiosk.su"),
        ("phone", "8 (495) 000-11*", "+749500011*", "+74950001122", "+74950011122"),
        ("cookie", "Hall [1]?*", "Hall [1]?*", "Hall [1]?x", "Hall 1yx"),
    ],
)
def test_with_an_asterisk_it_is_written_as_what_it_is_to_meet(
    cast: Cast, kind: str, typed: str, kept: str, met: str, not_met: str
) -> None:
    assert block_value(cast.head, kind, typed, "The hall").value == kept
    assert blocked(kind, met, [kept])
    assert not blocked(kind, not_met, [kept])
