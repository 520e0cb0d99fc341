"""Likely doubles among organisations: merged, proposed, answered, and shown while a new one is typed."""

import json

import pytest
from django.urls import reverse

from krug.access.errors import NotAllowed
from krug.customers.actions import (
    create_organisation,
    create_organisations,
    edit_organisation,
    match_organisations,
    not_same,
    undo_merge,
    undo_not_same,
)
from krug.customers.data import OrganisationData
from krug.customers.models import (
    Organisation,
    OrganisationDecision,
    OrganisationMatch,
    OrganisationNotSame,
)
from krug.customers.queries.candidates import KnownPlace, place_candidates
from tests.cast import Cast, client_of

SURE = {"city": "Омск", "address": "ул. Ленина, д. 5", "phones": ["+73812000001"], "tax_number": "7707083893"}


def made(cast: Cast, *cards: dict[str, object]) -> list[Organisation]:
    others = [{"name": f"{name} {n}", "city": "Омск"} for n, name in enumerate(("Вега", "Сатурн", "Нева"))]
    data = [OrganisationData(**card) for card in (*cards, *others)]  # type: ignore[arg-type]
    return create_organisations(cast.rita, data)[: len(cards)]


def roots(*cards: Organisation) -> list[int]:
    return [row.canonical_id or row.pk for card in cards for row in [Organisation.objects.get(pk=card.pk)]]


def test_one_number_name_and_place_is_one_organisation(cast: Cast) -> None:
    one, two = made(cast, {"name": "ООО «Ромашка»", **SURE}, {"name": "Ромашка", **SURE})
    seen = match_organisations()
    assert (seen.merged, seen.asked) == (1, 0)
    assert roots(one, two) == [one.pk, one.pk]
    decision = OrganisationDecision.objects.get()
    assert decision.rule.startswith("match ")
    assert decision.evidence["levels"]["number"] == "same"
    undo_merge(cast.nina, decision)
    assert match_organisations().merged == 0
    assert roots(one, two) == [one.pk, two.pk]


@pytest.mark.parametrize(
    "other",
    [
        {"tax_reason": "550101001"},
        {"address": "ул. Ленина, д. 7"},
        {"address": "пр. Мира, д. 1"},
        {"tax_number": ""},
    ],
)
def test_branches_are_never_merged_by_themselves(cast: Cast, other: dict[str, str]) -> None:
    card = {"name": "Ромашка", **SURE, "tax_reason": "770101001"}
    one, two = made(cast, card, card | other)
    seen = match_organisations()
    assert (seen.merged, seen.asked) == (0, 1)
    assert roots(one, two) == [one.pk, two.pk]


def test_a_part_is_not_proposed_for_its_whole(cast: Cast) -> None:
    one, two = made(cast, {"name": "Ромашка", **SURE}, {"name": "Ромашка", **SURE})
    edit_organisation(cast.rita, two, {"parent": one.pk})
    assert (match_organisations().merged, OrganisationMatch.objects.count()) == (0, 0)


def test_cards_of_two_units_never_meet(cast: Cast) -> None:
    made(cast, {"name": "Ромашка", **SURE})
    create_organisation(cast.food_rep, OrganisationData(name="Ромашка", **SURE))  # type: ignore[arg-type]
    assert match_organisations().pairs == 0
    with pytest.raises(NotAllowed):
        match_organisations(cast.rita)


def test_the_queue_is_answered_and_taken_back(cast: Cast) -> None:
    one, two = made(cast, {"name": "Ромашка", **SURE}, {"name": "Ромашка", **SURE})
    match_organisations(merging=False)
    match = OrganisationMatch.objects.get()
    nina, page = client_of(cast.nina), reverse("organisation-matches")
    shown = nina.get(page).content.decode()
    assert "7707083893" in shown
    assert "INN" in shown
    assert shown.count("says-good") >= 3
    answer = reverse("organisation-match-answer", args=[match.uid, "different"])
    assert nina.post(answer).status_code == 302
    said = OrganisationNotSame.objects.get()
    assert match_organisations().merged == 0
    assert "7707083893" not in nina.get(page).content.decode()
    undo = reverse("organisation-match-undo", args=["different", said.uid])
    assert client_of(cast.sam).post(undo).status_code == 404
    assert nina.post(undo).status_code == 302
    match_organisations(merging=False)
    again = reverse("organisation-match-answer", args=[OrganisationMatch.objects.get().uid, "same"])
    assert client_of(cast.rita).post(again).status_code == 403
    assert nina.post(again).status_code == 302
    assert roots(one, two) == [one.pk, one.pk]
    back = reverse("organisation-match-undo", args=["same", OrganisationDecision.objects.get().uid])
    assert nina.post(back).status_code == 302
    assert roots(one, two) == [one.pk, two.pk]


def test_what_is_said_twice_is_said_once(cast: Cast) -> None:
    made(cast, {"name": "Ромашка", **SURE}, {"name": "Ромашка", **SURE})
    match_organisations(merging=False)
    match = OrganisationMatch.objects.get()
    assert not_same(cast.nina, match) == not_same(cast.nina, match)
    undo_not_same(cast.nina, OrganisationNotSame.objects.get())
    assert match_organisations().merged == 1


@pytest.mark.parametrize(
    "known",
    [
        KnownPlace("Ромашка", "7707083893"),
        KnownPlace("ООО Ромашка", city="Омск"),
        KnownPlace("Ромашко", city="Омск", phones=["8 3812 000001"]),
    ],
)
def test_who_is_here_is_told_while_typing(cast: Cast, known: KnownPlace) -> None:
    (one,) = made(cast, {"name": "ООО «Ромашка»", **SURE})
    assert [found.card for found in place_candidates(cast.rita, known)] == [one]
    assert place_candidates(cast.roma, known) == []
    assert place_candidates(cast.food_head, known) == []


def test_the_form_and_programs_are_told(cast: Cast) -> None:
    made(cast, {"name": "ООО «Ромашка»", **SURE})
    rita = client_of(cast.rita)
    typed = {"name": "Ромашка", "tax_number": "7707 083893"}
    assert "Ромашка" in rita.get(reverse("organisation-doubles"), typed).content.decode()
    assert "organisations/doubles" in rita.get(reverse("organisation-new")).content.decode()
    door = "/api/v1/organisations/candidates"
    found = rita.post(door, json.dumps(typed), content_type="application/json").json()
    assert found[0]["probability"] > 0.9
    assert ("number", "same") in [(said["feature"], said["level"]) for said in found[0]["said"]]
    assert client_of(cast.roma).post(door, json.dumps(typed), content_type="application/json").json() == []
