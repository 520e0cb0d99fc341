"""What was seen together joins, with evidence, for a span of time, and can be taken back."""

import pytest

from krug.access.errors import Conflict, NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import (
    Together,
    block_value,
    create_organisation,
    create_person,
    edit_person,
    ensure_identities,
    merge,
    remove_link,
    stitch,
    stitch_many,
    unblock_value,
    undo_merge,
    undo_stitch,
)
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import BlockedValue, Link, Person, Sighting
from krug.customers.queries import canonical_of, identities_of, owner_of
from krug.customers.stitching.derive import SESSION
from krug.site.ids import uuid7
from tests.cast import Cast

HOUR = 3_600_000_000
NOON = 1_700_000_000_000_000
ANNA, BORIS = "anna@mail.ru", "boris@mail.ru"


def people(cast: Cast) -> tuple[Person, Person]:
    anna = create_person(cast.rita, PersonData(last_name="Иванова", emails=[ANNA]))
    return anna, create_person(cast.rita, PersonData(last_name="Петров", emails=[BORIS]))


def seen(evidence: str, hour: int, *pairs: tuple[str, str]) -> Sighting:
    sighting = stitch(None, Together(evidence, NOON + hour * HOUR, pairs)).sighting
    assert sighting
    return sighting


def owner(kind: str, value: str, hour: float) -> int | None:
    (identity,) = ensure_identities([(kind, value)]).values()
    return owner_of(identity, NOON + int(hour * HOUR))


def test_the_past_of_a_browser_is_his_who_alone_signed_in(cast: Cast) -> None:
    anna, boris = people(cast)
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    assert owner("cookie", "c1", -100) == owner("cookie", "c1", 5) == anna.pk
    (link,) = Link.objects.filter(rule="stitch")
    assert link.evidence["evidence"] == "signed_in"
    seen("signed_in", 4, ("cookie", "c1"), ("email", BORIS))
    assert owner("cookie", "c1", -100) is None, "both used it: nobody knows whose its past is"
    assert owner("cookie", "c1", 3) == anna.pk
    assert owner("cookie", "c1", 4) == boris.pk
    assert AuditEntry.objects.filter(verb="stitched").count() == 3


def test_what_comes_late_is_put_where_it_happened(cast: Cast) -> None:
    anna, boris = people(cast)
    seen("signed_in", 4, ("cookie", "c1"), ("email", BORIS))
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    assert owner("cookie", "c1", 3) == anna.pk
    assert owner("cookie", "c1", 5) == boris.pk


def test_after_signing_out_it_is_nobodys(cast: Cast) -> None:
    anna, _ = people(cast)
    seen("signed_in", 0, ("device", "d1"), ("email", ANNA))
    seen("signed_out", 2, ("device", "d1"))
    assert owner("device", "d1", 1) == anna.pk
    assert owner("device", "d1", 3) is None


def test_a_click_gives_no_past_and_displaces_nobody(cast: Cast) -> None:
    anna, boris = people(cast)
    seen("clicked", 0, ("cookie", "c1"), ("email", ANNA))
    assert owner("cookie", "c1", -1) is None
    assert owner("cookie", "c1", 1) == anna.pk
    seen("signed_in", 2, ("cookie", "c2"), ("email", BORIS))
    seen("clicked", 3, ("cookie", "c2"), ("email", ANNA))
    assert owner("cookie", "c2", 4) == boris.pk, "she forwarded the letter to him"


def test_names_lead_on_to_names(cast: Cast) -> None:
    anna, _ = people(cast)
    seen("identify", 0, ("cookie", "c1"), ("loyalty", "777"))
    assert owner("cookie", "c1", 1) is None
    seen("till", 5, ("loyalty", "777"), ("email", ANNA))
    assert owner("loyalty", "777", 0) == owner("cookie", "c1", 1) == anna.pk
    assert ("loyalty", "777") in set(
        Link.objects.filter(person=anna).values_list("identity__kind", "identity__value")
    )


def test_a_card_made_later_gets_what_was_open(cast: Cast) -> None:
    seen("identify", 0, ("cookie", "c1"), ("email", "new@mail.ru"))
    seen("called", 1, ("phone", "+7 916 555-12-34"), ("email", "new@mail.ru"))
    assert owner("cookie", "c1", 1) is None
    late = create_person(cast.rita, PersonData(last_name="Новиков", emails=["new@mail.ru"]))
    assert owner("cookie", "c1", 1) == owner("phone", "+79165551234", 2) == late.pk
    edit_person(cast.rita, late, {"emails": []})
    assert owner("cookie", "c1", 1) == late.pk, "it was hers at that time"


def test_a_family_address_names_nobody_alone(cast: Cast) -> None:
    anna, boris = people(cast)
    for one in (anna, boris):
        edit_person(
            cast.rita, one, {"emails": [*one.contact_points.values_list("value", flat=True), "f@mail.ru"]}
        )
    late = 10**7
    seen("signed_in", late, ("cookie", "c1"), ("email", "f@mail.ru"))
    assert owner("cookie", "c1", late + 1) is None
    seen("signed_in", late, ("cookie", "c2"), ("email", "f@mail.ru"), ("email", BORIS))
    assert owner("cookie", "c2", late + 1) == boris.pk
    merge(cast.nina, anna, boris)
    assert owner("cookie", "c1", late + 1) == anna.pk, "the two are one now"


def test_merges_are_followed_and_undone_exactly(cast: Cast) -> None:
    anna, boris = people(cast)
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    seen("signed_in", 4, ("cookie", "c1"), ("email", BORIS))
    before = list(
        Link.objects.order_by("identity", "since", "person").values_list("identity", "since", "until")
    )
    decision = merge(cast.nina, anna, boris)
    assert owner("cookie", "c1", -100) == anna.pk, "nobody else was ever there"
    undo_merge(cast.nina, decision)
    after = list(
        Link.objects.order_by("identity", "since", "person").values_list("identity", "since", "until")
    )
    assert after == before


def test_a_kiosk_gives_each_his_session(cast: Cast) -> None:
    many = [
        create_person(cast.rita, PersonData(last_name=f"Ким{n}", emails=[f"kim{n}@mail.ru"]))
        for n in range(7)
    ]
    for n in range(7):
        seen("signed_in", n, ("cookie", "kiosk"), ("email", f"kim{n}@mail.ru"))
    assert owner("cookie", "kiosk", 2.1) == many[2].pk
    assert owner("cookie", "kiosk", 2 + SESSION / HOUR) is None
    assert owner("cookie", "kiosk", -1) is None


def test_an_alias_makes_two_persons_one_and_is_taken_back(cast: Cast) -> None:
    anna, boris = people(cast)
    made = stitch(None, Together("alias", NOON, [("email", ANNA), ("email", BORIS)]))
    assert made.decision
    assert made.decision.rule == "stitch: alias"
    assert canonical_of(boris.pk) == anna.pk
    assert made.sighting
    undo_stitch(cast.nina, made.sighting)
    assert canonical_of(boris.pk) == boris.pk
    with pytest.raises(Conflict):
        undo_stitch(cast.nina, made.sighting)


def test_undo_of_a_sighting(cast: Cast) -> None:
    anna, boris = people(cast)
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    mistaken = seen("signed_in", 4, ("cookie", "c1"), ("email", BORIS))
    (derived,) = Link.objects.filter(rule="stitch", person=boris)
    with pytest.raises(Invalid):
        remove_link(cast.nina, derived)
    with pytest.raises(NotAllowed):
        undo_stitch(cast.rita, mistaken)
    undo_stitch(cast.nina, mistaken)
    assert owner("cookie", "c1", -5) == owner("cookie", "c1", 5) == anna.pk
    assert len(identities_of(boris)) == 2


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("ip", "203.0.113.7", "never_joins"),
        ("phone", "+70000000000", "nobodys"),
        ("phone", "12", "not_one"),
        ("email", "noreply@shop.ru", "nobodys"),
        ("email", "ivan@example.com", "nobodys"),
        ("email", "info@clinic.ru", "nobodys"),
        ("tax", "7707083894", "not_one"),
        ("cookie", "undefined", "nobodys"),
        ("device", "00000000-0000-0000-0000-000000000000", "nobodys"),
    ],
)
def test_values_that_name_nobody(cast: Cast, kind: str, value: str, why: str) -> None:
    people(cast)
    made = stitch(None, Together("identify", NOON, [("email", ANNA), (kind, value)]))
    assert made.left_out == [(kind, value, why)]
    assert made.sighting is None
    assert not Link.objects.filter(rule="stitch").exists()


def test_biometrics_are_refused(cast: Cast) -> None:
    for kind in ("face", "voice", "fingerprint"):
        with pytest.raises(Invalid) as refused:
            stitch(None, Together("identify", NOON, [("email", ANNA), (kind, "x")]))
        assert refused.value.errors[0].code == "biometrics"
    with pytest.raises(Invalid):
        stitch(None, Together("guess", NOON, [("email", ANNA)]))
    with pytest.raises(Invalid):
        stitch(None, Together("identify", NOON, [("listener", "x")]))


def test_a_reception_names_nobody(cast: Cast) -> None:
    anna = create_person(cast.rita, PersonData(last_name="Ким", phones=["+74957654821"]))
    seen("called", 0, ("phone", "+74957654821"), ("cookie", "c1"))
    assert owner("cookie", "c1", 1) == anna.pk
    create_organisation(cast.rita, OrganisationData(name="Клиника", phones=["8 (495) 765-48-21"]))
    assert owner("cookie", "c1", 1) is None


@pytest.mark.parametrize(("kind", "value"), [("email", "*e*"), ("email", "a*@b*"), ("phone", "+7*")])
def test_a_pattern_that_would_block_half_of_the_world_is_refused(cast: Cast, kind: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        block_value(cast.admin, kind, value)
    assert refused.value.errors[0].code == "too_wide"
    assert not BlockedValue.objects.exists()


def test_an_administrator_blocks_values(cast: Cast) -> None:
    anna, _ = people(cast)
    seen("signed_in", 0, ("cookie", "c1"), ("email", ANNA))
    with pytest.raises(NotAllowed):
        block_value(cast.nina, "email", ANNA)
    row = block_value(cast.admin, "email", "anna@*", "kiosk")
    assert owner("cookie", "c1", 1) is None
    unblock_value(cast.admin, row)
    assert owner("cookie", "c1", 1) == anna.pk
    for kind, value in (("email", "*"), ("email", "*@*"), ("phone", "x"), ("ip", "1.1.1.1")):
        with pytest.raises(Invalid):
            block_value(cast.admin, kind, value)


def test_told_twice(cast: Cast) -> None:
    people(cast)
    once = Together("signed_in", NOON, [("cookie", "c1"), ("email", ANNA)], uuid7())
    first, again = stitch_many(None, [once, once])
    assert first.sighting == again.sighting == stitch(None, once).sighting
    assert Sighting.objects.count() == 1
    with pytest.raises(Invalid):
        stitch(None, Together("signed_in", NOON + 1, once.identities, once.uid))
