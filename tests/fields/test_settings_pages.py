"""The page where fields are set up: made in two fields, changed, put in order, hidden and shown again."""

import pytest
from django.urls import reverse

from krug.fields.models import Field
from tests.cast import Cast, client_of
from tests.fields.people import field

PART = {"HX-Request": "true"}
PEOPLE = reverse("own-fields", args=["person"])
NEW = reverse("own-field-new", args=["person"])


def names(cast: Cast) -> list[str]:
    return list(Field.objects.filter(retired_at=None).order_by("place", "id").values_list("name", flat=True))


def test_made_of_two_fields(cast: Cast) -> None:
    head = client_of(cast.head)
    assert "New field" in head.get(PEOPLE).content.decode()
    answer = head.post(NEW, {"name": "Beds", "type": "whole"}, headers=PART)
    assert answer["HX-Redirect"] == PEOPLE
    made = Field.objects.get()
    assert (made.key, made.unit, made.required) == ("beds", cast.pharma.unit, False)
    html = head.get(PEOPLE).content.decode()
    assert "«Beds» is on the card now" in html
    assert "So it looks on the card" in html


def test_an_administrator_says_whose(cast: Cast) -> None:
    admin = client_of(cast.admin)
    data = {"name": "Size", "type": "one", "options": "Small\nLarge\n\n"}
    admin.post(NEW, data | {"unit": cast.food.unit.pk})
    admin.post(NEW, data)
    theirs, everybodys = Field.objects.order_by("id")
    assert (theirs.unit, everybodys.unit) == (cast.food.unit, None)
    assert [one.name for one in everybodys.options.order_by("place")] == ["Small", "Large"]


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(cast: Cast) -> None:
    head = client_of(cast.head)
    answer = head.post(NEW, {"name": "x" * 81, "type": "whole"}, headers=PART)
    assert answer.status_code == 422
    assert "x" * 81 in answer.content.decode()
    beds = field(cast, "Beds", "whole")
    one = reverse("own-field", args=["person", beds.uid])
    answer = head.post(one, {"name": "Beds", "least": "many"}, headers=PART)
    assert answer.status_code == 422
    assert "Expected a number" in answer.content.decode()


def test_everything_else_is_said_later(cast: Cast) -> None:
    beds = field(cast, "Beds", "whole")
    one = reverse("own-field", args=["person", beds.uid])
    head = client_of(cast.head)
    said = {"name": "Beds", "section": "The clinic", "least": "1", "most": "2 000", "required": "on"}
    head.post(one, said | {"role_rep": "see"})
    beds.refresh_from_db()
    assert (beds.section, beds.least, beds.most, beds.required) == ("The clinic", 10_000, 20_000_000, True)
    assert list(beds.roles.values_list("role", "sight")) == [("rep", "see")]
    html = head.get(one).content.decode()
    assert 'value="2000"' in html
    assert "The clinic" in html


def test_put_in_order_the_preview_follows(cast: Cast) -> None:
    one, two = field(cast, "One", "text"), field(cast, "Two", "text")
    order = reverse("own-fields-order", args=["person"])
    html = client_of(cast.head).post(order, {"uid": [two.uid, one.uid, "nonsense"]}).content.decode()
    assert html.index("Two") < html.index("One")
    assert names(cast) == ["Two", "One"]
    client_of(cast.food_head).post(order, {"uid": [one.uid, two.uid]})
    assert names(cast) == ["Two", "One"]


def test_hidden_and_shown_again(cast: Cast) -> None:
    beds = field(cast, "Beds", "whole")
    head = client_of(cast.head)
    head.post(reverse("own-field-do", args=["person", beds.uid, "retire"]))
    html = head.get(PEOPLE).content.decode()
    undo = reverse("own-field-do", args=["person", beds.uid, "restore"])
    # In the toast and beside the hidden field.
    assert html.count(undo) == 2
    head.post(undo)
    assert names(cast) == ["Beds"]


def test_the_list_of_a_field(cast: Cast) -> None:
    size = field(cast, "Size", "one", options=["Small"])
    (small,) = size.options.all()
    head = client_of(cast.head)
    one, add = (reverse(name, args=["person", size.uid]) for name in ("own-field", "own-options"))
    assert "Small" in head.get(one).content.decode()
    assert "Large" in head.post(add, {"option": "Large"}).content.decode()
    again = head.post(add, {"option": "large"})
    assert (again.status_code, "already" in again.content.decode()) == (422, True)
    address = reverse("own-option", args=["person", size.uid, small.uid])
    head.post(address, {f"name_{small.uid}": "Tiny", f"tone_{small.uid}": "good"})
    small.refresh_from_db()
    assert (small.name, small.tone, small.key) == ("Tiny", "good", "small")
    away = reverse("own-option-do", args=["person", size.uid, small.uid, "retire"])
    assert "Offer again" in head.post(away).content.decode()
    large = size.options.get(name="Large")
    head.post(reverse("own-options-order", args=["person", size.uid]), {"uid": [large.uid, small.uid]})
    assert [one.name for one in size.options.order_by("place")] == ["Large", "Tiny"]


@pytest.mark.parametrize("kind", ["deck", "person2"])
def test_a_kind_that_has_none(cast: Cast, kind: str) -> None:
    assert client_of(cast.head).get(reverse("own-fields", args=[kind])).status_code == 404
