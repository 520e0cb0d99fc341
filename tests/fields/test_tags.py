"""Tags: an open list. Words typed freely, renamed, merged and parted in one place; a kept vocabulary."""

import pytest
from django.urls import reverse

from krug.access.errors import Invalid, NotAllowed
from krug.fields.actions import edit_field, merge_options, part_option, retire_option, set_values
from krug.fields.models import Choice, Option
from tests.cast import Cast, client_of
from tests.fields.people import doctor_of, field, held


def names() -> list[str]:
    return list(Option.objects.order_by("place").values_list("name", flat=True))


def test_words_typed_freely_are_everybodys_at_once(cast: Cast) -> None:
    one, two = doctor_of(cast), doctor_of(cast, "Ivanova")
    field(cast, "Tags", "several", open=True)
    set_values(cast.rita, "person", one.pk, {"tags": ["Golf, early  bird"]})
    assert names() == ["Golf", "early bird"]
    set_values(cast.nina, "person", two.pk, {"tags": ["golf", "Choir"]})
    assert names() == ["Golf", "early bird", "Choir"]
    assert held(cast.rita, two) == {"tags": ["golf", "choir"]}
    with pytest.raises(Invalid) as refused:
        set_values(cast.rita, "person", one.pk, {"tags": ["x" * 81]})
    assert refused.value.errors[0].field == "own.tags"
    with pytest.raises(NotAllowed):
        set_values(cast.production, "person", one.pk, {"tags": ["New"]})
    assert len(names()) == 3


def test_a_kept_vocabulary_takes_no_new_words(cast: Cast) -> None:
    doctor = doctor_of(cast)
    tags = field(cast, "Tags", "several", open=True)
    set_values(cast.rita, "person", doctor.pk, {"tags": "Golf"})
    edit_field(cast.head, tags, {"open": False})
    with pytest.raises(Invalid):
        set_values(cast.rita, "person", doctor.pk, {"tags": ["Golf", "Chess"]})
    assert names() == ["Golf"]
    # A list of one cannot be open: it would be a text.
    assert field(cast, "Size", "one", open=True).open is False


def test_a_retired_word_is_not_made_anew(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Tags", "several", open=True, options=["VIP"])
    retire_option(cast.head, Option.objects.get())
    with pytest.raises(Invalid):
        set_values(cast.rita, "person", doctor.pk, {"tags": "vip"})
    assert names() == ["VIP"]


def test_merged_whoever_has_the_one_says_the_other(cast: Cast) -> None:
    one, two = doctor_of(cast), doctor_of(cast, "Ivanova")
    field(cast, "Tags", "several", open=True)
    set_values(cast.rita, "person", one.pk, {"tags": "Golf, Golfer"})
    set_values(cast.rita, "person", two.pk, {"tags": "golfer"})
    golf, golfer = Option.objects.order_by("place")
    before = list(Choice.objects.order_by("id").values())
    merge_options(cast.head, golfer, golf)
    assert held(cast.rita, one) == held(cast.rita, two) == {"tags": ["golf"]}
    # The old word still means it.
    assert set_values(cast.rita, "person", two.pk, {"tags": "Golfer"}).changed == []
    for wrong in ((golfer, golf), (golf, golf), (golf, golfer)):
        golfer.refresh_from_db()
        with pytest.raises(Invalid):
            merge_options(cast.head, *wrong)
    with pytest.raises(NotAllowed):
        merge_options(cast.food_head, golf, golfer)
    assert list(Choice.objects.order_by("id").values()) == before
    part_option(cast.head, golfer)
    part_option(cast.head, golfer)
    assert held(cast.rita, two) == {"tags": ["golfer"]}
    # Taken off, the merged word goes as well.
    golfer.refresh_from_db()
    merge_options(cast.head, golfer, golf)
    set_values(cast.rita, "person", one.pk, {"tags": []})
    part_option(cast.head, golfer)
    assert held(cast.rita, one) == {"tags": []}


def test_on_the_card_and_on_the_settings_page(cast: Cast) -> None:
    doctor = doctor_of(cast)
    head, rita = client_of(cast.head), client_of(cast.rita)
    new = reverse("own-field-new", args=["person"])
    head.post(new, {"name": "Tags", "type": "tags", "options": "Golf\nGolfer"})
    address = reverse("own-value", args=["person", doctor.uid, "tags"])
    assert '<option value="Golf">' in rita.get(address).content.decode()
    assert "Choir" in rita.post(address, {"value": ["golf", "Choir"]}).content.decode()
    golf, golfer, _choir = Option.objects.order_by("place")
    merge = reverse("own-options-merge", args=["person", golf.field.uid])
    assert "Golfer → Golf" in head.post(merge, {"one": golfer.uid, "into": golf.uid}).content.decode()
    assert head.post(merge, {"one": golf.uid, "into": golf.uid}).status_code == 422
    assert head.post(merge, {"one": "nonsense", "into": golf.uid}).status_code == 404
    part = reverse("own-option-do", args=["person", golf.field.uid, golfer.uid, "part"])
    assert "→" not in head.post(part).content.decode()
