"""The editor of a method: rows out of a form and back, buttons, drafts that two people write."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from krug.sales.actions import parsed, publish, save_draft
from krug.sales.comparing import changes
from krug.sales.contract import Contract
from krug.sales.editing import Draft, of_contract, of_form, raw
from krug.sales.models import Method
from krug.sales.ready import READY
from tests.cast import Cast, client_of
from tests.sales.made import CONTRACT, make_method
from tests.sales.test_methods_pages import at, text_of


def posted(draft: Draft, **more: Any) -> dict[str, Any]:
    """What a browser would send of the page that shows this draft: unticked boxes are not sent."""
    form: dict[str, Any] = {**draft.plain, "working/days": draft.days, "open": str(draft.open)}
    for path, values in draft.rows():
        form |= {f"{path}/{name}": value for name, value in values.items() if value or name == "code"}
    return form | more


def query(form: dict[str, Any]) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, value in form.items():
        made.setlist(name, value if isinstance(value, list) else [value])
    return made


@pytest.mark.parametrize("code", ["", *READY])
def test_a_contract_comes_back_from_the_form_as_it_was(code: str) -> None:
    contract = READY[code].make() if code else CONTRACT
    again = parsed(raw(of_form(query(posted(of_contract(contract))))))
    assert (again.stages, changes(contract, again)) == (contract.stages, [])


def form_of(contract: Contract = CONTRACT, **more: Any) -> QueryDict:
    return query(posted(of_contract(contract), **more))


def names(draft: Draft) -> list[str]:
    return [row.values["name"] for row in draft.stages]


def test_buttons() -> None:
    assert names(of_form(form_of(), "up stages/1")) == ["Need", "Contact", "Offer", "Paid"]
    assert names(of_form(form_of(), "down stages/0")) == ["Need", "Contact", "Offer", "Paid"]
    assert names(of_form(form_of(), "up stages/0")) == ["Contact", "Need", "Offer", "Paid"]
    assert names(of_form(form_of(), "drop stages/2")) == ["Contact", "Need", "Paid"]
    added = of_form(form_of(), "stage")
    assert (len(added.stages), added.open, added.fresh) == (5, 4, "stages/4/name")
    point = of_form(form_of(), "point stages/3")
    assert len(point.stages[3].points) == 2
    first = of_form(form_of(), "down stages/0/checkpoints/0").stages[0].points
    assert [row.values["name"] for row in first] == ["Met", "Called"]
    assert len(of_form(form_of(), "drop stages/0/checkpoints/1").stages[0].points) == 1
    for nonsense in (
        "drop stages/99",
        "up stages/0/checkpoints/99",
        "explode stages/1",
        "drop limits/1",
        "point x",
    ):
        assert names(of_form(form_of(), nonsense)) == ["Contact", "Need", "Offer", "Paid"]


def test_the_open_stage_follows_what_is_moved_and_taken_away() -> None:
    assert of_form(form_of(open="2"), "up stages/2").open == 1
    assert of_form(form_of(open="3"), "drop stages/0").open == 2
    assert of_form(form_of(open="3"), "drop stages/3").open == 2
    assert of_form(form_of(open="nonsense")).open == 0
    assert of_form(form_of(open="1"), "open stages/3").open == 3


def test_no_more_rows_than_a_contract_may_have() -> None:
    draft = of_contract(CONTRACT)
    form = posted(draft) | {f"stages/{at}/name": "More" for at in range(20, 31)}
    assert len(of_form(query(form)).stages) == 15
    assert len(of_form(query(form), "stage").stages) == 15


def test_codes_are_made_of_names_once_and_none_means_two_things() -> None:
    draft = of_contract(CONTRACT)
    form = posted(draft) | {
        "stages/3/checkpoints/1/name": "Акт подписан",
        "stages/3/checkpoints/1/evidence": "by_hand",
    }
    made = parsed(raw(of_form(query(form)), {"akt-podpisan"}))
    assert made.stages[3].checkpoints[1].code == "akt-podpisan-2"
    assert [stage.code for stage in made.stages] == [stage.code for stage in CONTRACT.stages]
    renamed = parsed(raw(of_form(form_of(**{"stages/0/name": "Hello"}))))
    assert (renamed.stages[0].code, renamed.stages[0].name) == ("contact", "Hello")
    twice = parsed(raw(of_form(form_of(**{"stages/1/code": "contact", "stages/2/code": "<b>"}))))
    assert len({stage.code for stage in twice.stages}) == 4


def test_figures_as_people_type_them() -> None:
    made = parsed(
        raw(of_form(form_of(second_person="1 500 000,50", **{"limits/visits/price": "2\u00a0500"})))
    )
    assert str(made.second_person) == "1500000.50"
    limit = made.limit("visits")
    assert limit
    assert str(limit.price) == "2500"


def saved(client: Client, method: Method, form: dict[str, Any], based_on: int = 0, number: int = 2) -> Any:
    return client.post(at("method-edit", method), {**form, "based_on": based_on, "number": number})


def test_saved_as_a_draft_and_published(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    page = text_of(head, at("method-edit", method))
    assert 'value="Called"' in page
    form = posted(of_contract(CONTRACT)) | {"stages/0/limit": "20"}
    assert saved(head, method, form).status_code == 302
    assert "20 working hours" in text_of(head, at("method-publish", method))
    head.post(at("method-publish", method), {"note": "Slower", "based_on": "1"})
    version = method.versions.get(number=2)
    assert (version.publication.note, version.meant.stages[0].limit) == ("Slower", 20)
    assert head.get(at("method-publish", method)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("stages/1/name", "", "Write something here."),
        ("stages/0/limit", "soon", "A whole number is expected."),
        ("stages/0/checkpoints/1/within", "-3", "At least 1."),
        ("stages/0/checkpoints/0/times", "99", "At most 50."),
        ("stages/0/checkpoints/1/price", "much", "A number is expected."),
        ("stages/2/coarse", "contact", "comes before the stage"),
        ("limits/visits/most", "0", "More than 0."),
        ("commission/helper", "101", "At most 100."),
        ("working/until", "08:00", "must end after it begins"),
        ("working/days", [], "at least one"),
        ("stop/percent", "0", "At least 1."),
        ("second_person", "-1", "At least 0."),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, field: str, value: Any, said: str
) -> None:
    method, head = make_method(cast), client_of(cast.head)
    form = posted(of_contract(CONTRACT)) | {"stages/3/hint": "Typed and kept", field: value}
    answer = saved(head, method, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'id="{field.replace("/", "-")}-error"' in page or field == "working/days"
    assert "Typed and kept" in page
    assert method.versions.count() == 1


def test_two_write_one_draft_and_neither_loses_a_word(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    theirs = CONTRACT.stages[0].model_copy(update={"limit": 77})
    save_draft(cast.head, method, CONTRACT.model_copy(update={"stages": (theirs, *CONTRACT.stages[1:])}))
    form = posted(of_contract(CONTRACT)) | {"stages/1/name": "Mine"}
    answer = saved(head, method, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in page
    assert "77 working hours" in page
    assert 'name="based_on" value="1"' in page
    assert saved(head, method, form, based_on=1).status_code == 302
    assert method.versions.get(number=2).meant.stages[1].name == "Mine"


def test_a_draft_that_was_published_meanwhile_is_told(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    save_draft(cast.head, method, CONTRACT)
    publish(cast.head, method)
    form = posted(of_contract(CONTRACT))
    assert saved(head, method, form, based_on=1).status_code == 409
    assert saved(head, method, form, based_on=0, number=3).status_code == 302
    save_draft(cast.head, method, CONTRACT)
    late = head.post(at("method-publish", method), {"note": "What I read", "based_on": "1"})
    assert (late.status_code, "What I read" in late.content.decode()) == (409, True)


def test_the_path_is_drawn_again_and_what_is_wrong_with_it(cast: Cast) -> None:
    head = client_of(cast.head)
    form = posted(of_contract(CONTRACT)) | {"stages/0/limit": "soon"}
    build = reverse("method-build")
    page = head.post(f"{build}?ask=stage", form).content.decode()
    assert 'name="stages/4/name"' in page
    assert "A whole number" not in page
    assert "A whole number" in head.post(build, {**form, "judged": "1"}).content.decode()
    proven = head.post(build, {**form, "stages/0/checkpoints/0/evidence": "decider"}).content.decode()
    assert 'name="stages/0/checkpoints/0/met"' in proven
    assert 'name="stages/0/checkpoints/0/times"' not in proven


def test_what_a_newcomer_sees(cast: Cast) -> None:
    head, form = client_of(cast.head), posted(of_contract(CONTRACT))
    page = head.post(reverse("method-outlook"), form).content.decode()
    assert "45 working hours" in page
    assert "2 stages have no limit" in page
    assert "7,600" in page
    wrong = head.post(reverse("method-outlook"), {**form, "stages/0/name": ""}).content.decode()
    assert "1 place is to be mended" in wrong
