"""What rows say in their own fields: every type, every refusal, two hands, roles, merges, erasure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from krug.access.errors import Invalid, NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import erase_person, merge, undo_merge
from krug.customers.models import Person
from krug.fields import rules
from krug.fields.actions import set_values
from krug.fields.models import Choice, Field, Option, Value
from tests.cast import Cast
from tests.fields.people import doctor_of, field, held

GOOD: list[tuple[str, Any, Any]] = [
    ("text", "  two   words ", "two words"),
    ("note", "line\r\nline", "line\nline"),
    ("whole", "1 200", 1200),
    ("whole", -7, -7),
    ("decimal", "0,125", Decimal("0.125")),
    ("decimal", 2.5, Decimal("2.5")),
    ("money", "1\u00a0200,50", Decimal("1200.50")),
    ("date", "31.12.2026", date(2026, 12, 31)),
    ("date", "1969-12-31", date(1969, 12, 31)),
    ("date", date(2026, 2, 28), date(2026, 2, 28)),
    ("yes", "Да", True),
    ("yes", False, False),
    ("link", "krug.example/a", "https://krug.example/a"),
    ("one", "Small, but own", "small_but_own"),
    ("one", "large", "large"),
    ("several", "Small, but own", ["small_but_own"]),
    ("several", "large; Small, but own", ["small_but_own", "large"]),
    ("several", ["large", "Large"], ["large"]),
]
BAD: list[tuple[str, Any, str]] = [
    ("text", 5, "not_text"),
    ("text", "x" * 241, "too_long"),
    ("whole", "1.5", "too_precise"),
    ("whole", "many", "not_a_number"),
    ("whole", True, "not_a_number"),
    ("whole", "NaN", "not_a_number"),
    ("decimal", "0.00001", "too_precise"),
    ("money", "1e15", "out_of_range"),
    ("money", "1.005", "too_precise"),
    ("date", "31.02.2026", "not_a_date"),
    ("date", "soon", "not_a_date"),
    ("yes", "perhaps", "not_yes_or_no"),
    ("link", "javascript:alert(1)", "bad_link"),
    ("link", "javascript://x.y/%0aalert(1)", "bad_link"),
    ("one", "huge", "unknown_choice"),
    ("one", ["large", "small_but_own"], "too_many"),
    ("several", [1], "not_a_list"),
]


LIST = [Option(pk=1, key="small_but_own", name="Small, but own"), Option(pk=2, key="large", name="Large")]
KEYS = {one.pk: one.key for one in LIST}


@pytest.mark.parametrize(("type", "given", "kept"), GOOD)
def test_values_of_every_type(type: str, given: Any, kept: Any) -> None:
    one = Field(type=type, key="f")
    held = rules.judge(one, LIST, given)
    assert rules.plain(one, held, KEYS) == kept
    # What programs read they may write back, and nothing changes by it.
    assert rules.judge(one, LIST, kept).same(held)
    assert not rules.judge(one, LIST, "").filled


@pytest.mark.parametrize(("type", "given", "code"), BAD)
def test_refusals(type: str, given: Any, code: str) -> None:
    with pytest.raises(rules.Bad) as refused:
        rules.judge(Field(type=type, key="f"), LIST, given)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("type", "given", "code"),
    [
        ("whole", 4, "out_of_range"),
        ("whole", 11, "out_of_range"),
        ("text", "four", "too_short"),
        ("text", "eleven char", "too_long"),
        ("money", "4.99", "out_of_range"),
    ],
)
def test_limits(type: str, given: Any, code: str) -> None:
    one = Field(type=type, key="f", least=rules.limit(type, "5"), most=rules.limit(type, "10"))
    with pytest.raises(rules.Bad) as refused:
        rules.judge(one, [], given)
    assert refused.value.code == code
    assert rules.judge(one, [], "seven" if type == "text" else "7").filled


def test_written_and_read_again(cast: Cast) -> None:
    doctor = doctor_of(cast)
    every = {type: (given, kept) for type, given, kept in GOOD}
    for type in every:
        field(cast, type, type, options=["Small, but own", "Large"])
    given = {type: pair[0] for type, pair in every.items()}
    written = set_values(cast.rita, "person", doctor.pk, given)
    assert (written.changed, written.conflicts) == (list(every), [])
    assert held(cast.rita, doctor) == {type: pair[1] for type, pair in every.items()}
    assert set_values(cast.rita, "person", doctor.pk, held(cast.rita, doctor)).changed == []
    assert set_values(cast.rita, "person", doctor.pk, dict.fromkeys(every)).changed == list(every)
    assert not any(held(cast.rita, doctor).values())
    assert not Choice.objects.exists()


def test_a_refusal_names_every_field_and_value_and_writes_nothing(cast: Cast) -> None:
    doctor = doctor_of(cast)
    for name in ("A", "B", "C"):
        field(cast, name, "whole")
    with pytest.raises(Invalid) as refused:
        set_values(cast.rita, "person", doctor.pk, {"a": 1, "b": "two", "c": "1.5", "d": 4})
    told = [(one.field, one.value, one.code) for one in refused.value.errors]
    assert told == [
        ("own.b", "two", "not_a_number"),
        ("own.c", "1.5", "too_precise"),
        ("own.d", 4, "unknown_field"),
    ]
    assert not Value.objects.exists()


def test_required_is_not_emptied(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Beds", "whole", required=True)
    set_values(cast.rita, "person", doctor.pk, {"beds": 0})
    with pytest.raises(Invalid) as refused:
        set_values(cast.rita, "person", doctor.pk, {"beds": None})
    assert refused.value.errors[0].code == "required"
    assert held(cast.rita, doctor) == {"beds": 0}


def test_what_changed_is_in_the_audit_and_the_card_is_worked_with(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Beds", "whole")
    set_values(cast.rita, "person", doctor.pk, {"beds": 40})
    set_values(cast.rita, "person", doctor.pk, {"beds": 40})
    entry = AuditEntry.objects.get(object_kind="person", object_id=str(doctor.pk), verb="edited")
    assert entry.fields == ["own.beds"]
    assert (entry.value.before, entry.value.after) == ({"own.beds": None}, {"own.beds": 40})
    assert Person.objects.get(pk=doctor.pk).version == doctor.version + 1


def test_of_two_hands_on_one_field_the_other_is_told(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Size", "one", options=["Small", "Large"])
    field(cast, "Beds", "whole")
    set_values(cast.nina, "person", doctor.pk, {"size": "small"}, {"size": 0})
    written = set_values(cast.rita, "person", doctor.pk, {"size": "large", "beds": 1}, {"size": 0, "beds": 0})
    (told,) = written.conflicts
    assert (told.field, told.kept, told.other, told.other_author) == ("size", "Large", "Small", cast.nina.pk)
    # One's own earlier word is no conflict, nor is one that was seen.
    assert set_values(cast.rita, "person", doctor.pk, {"size": "small"}, {"size": 0}).conflicts == []
    assert set_values(cast.nina, "person", doctor.pk, {"size": "large"}, {"size": 3}).conflicts == []


def test_roles(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Home", "text", personal=True)
    field(cast, "Score", "whole", roles={"rep": "see", "manager": "none"})
    set_values(cast.head, "person", doctor.pk, {"home": "Sea street", "score": 5})
    assert held(cast.rita, doctor) == {"home": "Sea street", "score": 5}
    assert held(cast.nina, doctor) == {"home": "Sea street"}
    assert held(cast.production, doctor) == {"score": 5}
    for user in (cast.rita, cast.nina):
        with pytest.raises(Invalid) as refused:
            set_values(user, "person", doctor.pk, {"score": 6})
        assert refused.value.errors[0].code == "unknown_field"
    with pytest.raises(NotAllowed):
        set_values(cast.production, "person", doctor.pk, {"score": 6})
    assert held(cast.head, doctor)["score"] == 5


def test_a_field_of_another_unit_is_not_there(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Beds", "whole", kind="organisation")
    for user in (cast.rita, cast.admin):
        with pytest.raises(Invalid) as refused:
            set_values(user, "person", doctor.pk, {"beds": 1})
        assert refused.value.errors[0].code == "unknown_field"


def test_a_survivor_says_what_he_says_himself_then_what_the_absorbed_said(cast: Cast) -> None:
    doctor, double = doctor_of(cast), doctor_of(cast, "Petrowa")
    field(cast, "Beds", "whole")
    field(cast, "Likes", "several", options=["Tea", "Coffee"])
    set_values(cast.rita, "person", double.pk, {"beds": 40, "likes": ["tea"]})
    set_values(cast.rita, "person", doctor.pk, {"beds": 30})
    before = list(Value.objects.order_by("id").values())
    decision = merge(cast.nina, doctor, double)
    assert held(cast.rita, doctor) == {"beds": 30, "likes": ["tea"]}
    set_values(cast.rita, "person", doctor.pk, {"beds": None})
    assert held(cast.rita, doctor)["beds"] is None
    undo_merge(cast.nina, decision)
    assert held(cast.rita, double) == {"beds": 40, "likes": ["tea"]}
    assert list(Value.objects.filter(row=double.pk).order_by("id").values()) == [
        row for row in before if row["row"] == double.pk
    ]


def test_erasure_destroys_them(cast: Cast) -> None:
    doctor, other = doctor_of(cast), doctor_of(cast, "Ivanova")
    field(cast, "Home", "text")
    field(cast, "Likes", "several", options=["Tea"])
    for one in (doctor, other):
        set_values(cast.rita, "person", one.pk, {"home": "Sea street", "likes": ["tea"]})
    erase_person(cast.head, doctor, "request")
    assert set(Value.objects.values_list("row", flat=True)) == {other.pk}
    assert set(Choice.objects.values_list("row", flat=True)) == {other.pk}
