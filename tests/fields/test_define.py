"""What fields there are: defined, renamed, ordered, retired; by whom, and where they are seen."""

from uuid import uuid4

import pytest

from krug.access.errors import Invalid, NotAllowed
from krug.access.models import AuditEntry, User
from krug.fields.actions import (
    add_option,
    define_field,
    edit_field,
    edit_option,
    order_fields,
    restore_field,
    retire_field,
    retire_option,
    set_values,
)
from krug.fields.data import FieldData
from krug.fields.models import Field
from krug.fields.queries.definitions import fields_of, managed
from tests.cast import Cast
from tests.fields.people import doctor_of, field, held


def names(viewer: User, unit: int, kind: str = "person") -> list[str]:
    return [one.field.name for one in fields_of(viewer, kind, [unit])]


def test_a_field_has_a_key_that_a_new_name_keeps(cast: Cast) -> None:
    made = field(cast, "Число коек", "whole")
    assert (made.key, made.place) == ("chislo_koek", 1)
    assert field(cast, "Число коек", "whole").key == "chislo_koek_2"
    renamed = edit_field(cast.head, made, {"name": "Коек в отделении"})
    assert (renamed.key, renamed.name, renamed.version) == ("chislo_koek", "Коек в отделении", 2)
    assert edit_field(cast.head, made, {"name": "Коек в отделении"}).version == 2
    verbs = AuditEntry.objects.filter(object_kind="field", object_id=str(made.pk)).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["create", "edited"]


def test_a_unit_has_its_own_and_the_companys(cast: Cast) -> None:
    field(cast, "Ours", "text")
    define_field(cast.admin, "person", FieldData(name="Everybody's", type="text"))
    define_field(cast.food_head, "person", FieldData(name="Theirs", type="text", unit=cast.food.unit.pk))
    assert names(cast.rita, cast.pharma.unit.pk) == ["Ours", "Everybody's"]
    assert names(cast.food_rep, cast.food.unit.pk) == ["Everybody's", "Theirs"]
    assert names(cast.rita, cast.pharma.unit.pk, "organisation") == []
    assert [one.name for one in managed(cast.head, "person")] == ["Ours", "Everybody's"]


def test_who_defines(cast: Cast) -> None:
    mine = FieldData(name="X", type="text", unit=cast.pharma.unit.pk)
    for user in (cast.rita, cast.nina, cast.marketer, cast.agent, cast.production, cast.integrator):
        with pytest.raises(NotAllowed):
            define_field(user, "person", mine)
    with pytest.raises(NotAllowed):
        define_field(cast.food_head, "person", mine)
    with pytest.raises(NotAllowed):
        define_field(cast.head, "person", FieldData(name="X", type="text"))
    made = define_field(cast.head, "person", mine)
    common = define_field(cast.admin, "person", FieldData(name="Y", type="text"))
    for user, one in ((cast.food_head, made), (cast.marketer, made), (cast.head, common)):
        with pytest.raises(NotAllowed):
            edit_field(user, one, {"name": "Z"})
        with pytest.raises(NotAllowed):
            retire_field(user, one)
        with pytest.raises(NotAllowed):
            order_fields(user, "person", [one.uid])
    assert Field.objects.get(pk=made.pk).name == "X"


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (FieldData(name=" ", type="text"), "name", "required"),
        (FieldData(name="x" * 81, type="text"), "name", "too_long"),
        (FieldData(name="X", type="blob"), "type", "unknown_choice"),
        (FieldData(name="X", type="whole", least="five"), "least", "not_a_number"),
        (FieldData(name="X", type="whole", least="5", most="4"), "most", "out_of_range"),
        (FieldData(name="X", type="money", currency="XXX"), "currency", "unknown_choice"),
        (FieldData(name="X", type="text", roles={"admin": "none"}), "roles", "unknown_choice"),
        (FieldData(name="X", type="one", options=["A", "a "]), "name", "known_name"),
    ],
)
def test_wrong_definitions(cast: Cast, data: FieldData, place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        define_field(cast.admin, "person", data)
    assert [(one.field, one.code) for one in refused.value.errors] == [(place, code)]
    assert not Field.objects.exists()


def test_order_is_of_those_named(cast: Cast) -> None:
    one, two, three = (field(cast, name, "text") for name in "ABC")
    order_fields(cast.head, "person", [three.uid, one.uid, uuid4()])
    assert names(cast.rita, cast.pharma.unit.pk) == ["C", "B", "A"]
    order_fields(cast.head, "person", [three.uid, one.uid])
    assert names(cast.rita, cast.pharma.unit.pk) == ["C", "B", "A"]
    assert two.place == 2


def test_retired_it_is_hidden_and_keeps_its_values(cast: Cast) -> None:
    doctor, beds = doctor_of(cast), field(cast, "Beds", "whole")
    set_values(cast.rita, "person", doctor.pk, {"beds": 40})
    retire_field(cast.head, beds)
    assert retire_field(cast.head, beds).retired_by == cast.head
    assert names(cast.rita, cast.pharma.unit.pk) == []
    with pytest.raises(Invalid):
        set_values(cast.rita, "person", doctor.pk, {"beds": 50})
    restore_field(cast.head, beds)
    assert held(cast.rita, doctor) == {"beds": 40}
    assert AuditEntry.objects.filter(object_kind="field", verb="retire").count() == 1


def test_options_renamed_and_retired_are_still_those_of_old_values(cast: Cast) -> None:
    doctor = doctor_of(cast)
    size = field(cast, "Size", "one", options=["Small", "Large"])
    small, large = size.options.order_by("place")
    set_values(cast.rita, "person", doctor.pk, {"size": "small"})
    edit_option(cast.head, small, "Tiny", "warn")
    retire_option(cast.head, small)
    assert held(cast.rita, doctor) == {"size": "small"}
    # What it has may stay, what was retired is not chosen anew.
    set_values(cast.rita, "person", doctor.pk, {"size": "Tiny"})
    set_values(cast.rita, "person", doctor.pk, {"size": "Large"})
    with pytest.raises(Invalid) as refused:
        set_values(cast.rita, "person", doctor.pk, {"size": "Tiny"})
    assert refused.value.errors[0].code == "unknown_choice"
    again = add_option(cast.head, size, "tiny")
    assert (again.pk, again.retired_at) == (small.pk, None)
    with pytest.raises(NotAllowed):
        edit_option(cast.food_head, large, "Theirs", "")
