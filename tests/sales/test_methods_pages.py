"""Methods in the browser: read by who sells, made by the head alone."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from krug.sales.actions import create_method, publish, retire_method, save_draft
from krug.sales.actions.copying import MARK
from krug.sales.contract import SCHEMA
from krug.sales.models import Method, MethodVersion
from krug.sales.ready import READY
from tests.cast import Cast, client_of
from tests.sales.made import CONTRACT, make_deal, make_method


def at(name: str, method: Method, **more: Any) -> str:
    return reverse(name, kwargs={"uid": method.uid, **more})


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_the_first_step_is_a_ready_made_method(cast: Cast) -> None:
    head = client_of(cast.head)
    assert reverse("method-new") in text_of(head, reverse("methods"))
    assert reverse("method-new") not in text_of(client_of(cast.rita), reverse("methods"))
    for code, ready in READY.items():
        assert reverse("method-ready", args=[code]) in text_of(head, reverse("method-new"))
        assert str(ready.name) in text_of(head, reverse("method-ready", args=[code]))
    assert head.get(reverse("method-ready", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("code", sorted(READY))
def test_a_ready_made_method_is_taken_as_it_is_or_changed_first(cast: Cast, code: str) -> None:
    head = client_of(cast.head)
    head.post(reverse("method-ready", args=[code]), {"change": "0"})
    first = Method.objects.get()
    assert first.versions.get().is_published
    head.post(reverse("method-ready", args=[code]), {"change": "1"})
    second = Method.objects.latest("id")
    assert second.name == f"{first.name} 2"
    assert not second.versions.get().is_published
    assert first.name in text_of(client_of(cast.rita), reverse("methods"))
    assert second.name not in text_of(client_of(cast.rita), reverse("methods"))


def test_who_sells_reads_what_holds_and_no_drafts(cast: Cast) -> None:
    method = make_method(cast)
    renamed = CONTRACT.stages[0].model_copy(update={"name": "Zarnidraft"})
    save_draft(cast.head, method, CONTRACT.model_copy(update={"stages": (renamed, *CONTRACT.stages[1:])}))
    rita = client_of(cast.rita)
    page = text_of(rita, at("method", method))
    assert "Decider met" in page
    assert "Zarnidraft" not in page
    assert at("method-edit", method) not in page
    text_of(rita, at("method", method) + "?version=2", 404)
    text_of(rita, at("method-compare", method) + "?to=2", 404)
    text_of(rita, at("method-versions", method))
    text_of(rita, at("method-edit", method), 403)
    assert "Zarnidraft" in text_of(client_of(cast.head), at("method", method) + "?version=2")
    assert "Zarnidraft" in text_of(client_of(cast.head), at("method-compare", method) + "?to=2")
    bare = create_method(cast.head, "Only a draft", CONTRACT)
    text_of(rita, at("method", bare), 404)
    for outsider in (cast.food_rep, cast.food_head):
        text_of(client_of(outsider), at("method", method), 404)


def test_the_list_says_how_many_deals_go_by_which_version(cast: Cast) -> None:
    method = make_method(cast)
    make_deal(cast)
    make_deal(cast)
    save_draft(cast.head, method, CONTRACT)
    publish(cast.head, method, "Zarnireason")
    make_deal(cast)
    page = text_of(client_of(cast.head), reverse("methods"))
    assert "2 by older versions" in page
    versions = text_of(client_of(cast.rita), at("method-versions", method))
    assert "Zarnireason" in versions
    assert "Head" in versions


def test_retired_and_taken_into_use_again(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    head.post(at("method-do", method, verb="retire"))
    assert method.name not in text_of(client_of(cast.rita), reverse("methods"))
    assert "Retired" in text_of(head, reverse("methods"))
    head.post(at("method-do", method, verb="restore"))
    assert method.name in text_of(client_of(cast.rita), reverse("methods"))
    assert head.post(at("method-do", method, verb="explode")).status_code == 404
    retire_method(cast.head, method)
    make_method(cast)
    # Its name is another's by now: said, not broken.
    assert head.post(at("method-do", method, verb="restore"), follow=True).status_code == 200


def test_a_copy_is_a_draft_of_its_own(cast: Cast) -> None:
    method = make_method(cast)
    client_of(cast.head).post(at("method-do", method, verb="copy"))
    made = Method.objects.latest("id")
    assert (made.name, made.versions.get().meant) == ("Long sale 2", CONTRACT)
    assert not made.versions.get().is_published


def test_a_draft_is_thrown_away(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    save_draft(cast.head, method, CONTRACT)
    head.post(at("method-do", method, verb="drop"))
    assert method.versions.count() == 1
    head.post(at("method-do", method, verb="drop"))
    assert method.versions.count() == 1


def test_renamed(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    make_method(cast, name="Taken")
    assert head.post(at("method-rename", method), {"name": "Taken"}).status_code == 422
    assert head.post(at("method-rename", method), {"name": " "}).status_code == 422
    head.post(at("method-rename", method), {"name": "Better"})
    method.refresh_from_db()
    assert method.name == "Better"


def brought(client: Client, content: bytes) -> Any:
    return client.post(reverse("method-import"), {"file": SimpleUploadedFile("m.json", content)})


def test_a_file_goes_out_and_comes_back_the_same(cast: Cast) -> None:
    method, head = make_method(cast), client_of(cast.head)
    answer = head.get(at("method-export", method))
    assert "attachment" in answer["Content-Disposition"]
    assert brought(head, answer.content).status_code == 302
    made = Method.objects.latest("id")
    assert (made.name, made.versions.get().meant) == ("Long sale 2", CONTRACT)
    assert not made.versions.get().is_published
    assert brought(client_of(cast.rita), answer.content).status_code == 403


MAGIC = {"code": "x", "name": "X", "evidence": {"kind": "magic"}}


def written(**more: Any) -> bytes:
    file = {MARK: SCHEMA, "name": "File", "contract": CONTRACT.model_dump(mode="json")}
    return json.dumps({**file, **more}).encode()


def stage(**more: Any) -> dict[str, Any]:
    stages = CONTRACT.model_dump(mode="json")["stages"]
    return {"stages": [stages[0], {**stages[1], **more}, *stages[2:]]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no file of a method"),
        (b"\xff\xfe", "no file of a method"),
        (b"[" * 100_000, "no file of a method"),
        (b"[1]", "no file of a method"),
        (b"{}", "no file of a method"),
        (b" " * (1024 * 1024 + 2), "larger than any method"),
        (written(**{MARK: 99}), "another version of Krug"),
        (written(name=7), "1 to 80 characters"),
        (written(contract=[]), "cannot stand here"),
        (written(contract=stage(limit=-4)), "stage 2, limit"),
        (written(contract=stage(name="")), "stage 2, name"),
        (written(contract=stage(coarse="contact", code="contact")), "here twice"),
        (written(contract=stage(checkpoints=[MAGIC])), "evidence"),
        (written(contract={**stage(), "working": {"days": [1], "zone": "../../etc/passwd"}}), "time zone"),
        (written(contract={**stage(), "currency": "<b>"}), "currency"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_by_place(cast: Cast, content: bytes, said: str) -> None:
    answer = brought(client_of(cast.head), content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not MethodVersion.objects.exists()


def test_control_characters_of_a_file_do_not_come_in(cast: Cast) -> None:
    assert brought(client_of(cast.head), written(contract=stage(name="Ne\x00ed\u202e"))).status_code == 302
    assert MethodVersion.objects.get().meant.stages[1].name.startswith("Need")


def test_an_administrator_says_whose_it_is(cast: Cast) -> None:
    admin = client_of(cast.admin)
    admin.post(reverse("method-ready", args=["simple"]), {"change": "0", "unit": cast.food.unit.pk})
    assert Method.objects.get().unit == cast.food.unit
