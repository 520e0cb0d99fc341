"""The API's manner, tried on operations of its own: who asks, how refusals look, cursors, Idempotency-Key."""

import json
from types import ModuleType
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import Http404, HttpRequest
from django.test import Client
from django.urls import path
from ninja import File, Router, Schema, Status, UploadedFile

from krug.access import tokens
from krug.access.actions.deactivate_user import deactivate_user
from krug.access.actions.house import create_unit
from krug.access.actions.issue_token import issue_token
from krug.access.actions.revoke_token import revoke_token
from krug.access.decorators import require
from krug.access.errors import Conflict, WrongInput
from krug.access.models import StoredAnswer, Unit, User
from krug.access.paging import Page, cursor, position
from krug.access.rates import MOST, Rates
from krug.access.rules import Permission
from krug.site.api import make
from krug.site.ids import uuid7
from tests.cast import Cast, client_of
from tests.decks.packages import packed, page

router = Router()


class NewUnit(Schema):
    name: str
    rank: int = 0
    password: str = ""


class Made(Schema):
    id: int
    name: str


@router.post("/units", response={201: Made})
@require(Permission.SEE_CUSTOMERS)
def make_unit(request: HttpRequest, data: NewUnit) -> Status[Unit]:
    return Status(201, create_unit(None, data.name))


@router.post("/files")
def take_file(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    create_unit(None, str(file.name))
    return {"size": len(file.read())}


@router.get("/units", response=Page[Made])
def list_units(request: HttpRequest, cursor_: str | None = None, limit: int = 2) -> Page[Made]:
    after = position(cursor_, "units") or [0]
    rows = list(Unit.objects.filter(id__gt=after[0]).order_by("id")[: limit + 1])
    more = cursor([rows[limit - 1].id], "units") if len(rows) > limit else None
    return Page[Made](items=[Made(id=one.id, name=one.name) for one in rows[:limit]], next=more)


@router.get("/audit")
@require(Permission.SEE_AUDIT)
def audit(request: HttpRequest) -> str:
    return "ok"


@router.get("/fails/{how}")
def fails(request: HttpRequest, how: str) -> str:
    raise {
        "missing": Http404(),
        "conflict": Conflict("taken", field="name", value="x"),
        "row": WrongInput("bad", row=3, field="email", value="y" * 500),
        "broken": RuntimeError("secret detail"),
        "busy": OperationalError("database is locked"),
    }[how]


@pytest.fixture(autouse=True)
def _urls(settings: Any) -> None:
    api = make(extra=(("/try", router),), namespace="api-test")
    module = ModuleType("tests_access_urls")
    module.urlpatterns = [path("api/v1/", api.urls)]  # type: ignore[attr-defined]
    module.handler404 = "krug.site.middleware.not_found"  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = module


def bearer(user: User, *permissions: str) -> Client:
    _token, secret = issue_token(None, user, "test", permissions or ["see_customers"])
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})


def post(client: Client, content: dict[str, Any], key: str = "", address: str = "/api/v1/try/units") -> Any:
    headers = {"idempotency-key": key} if key else {}
    return client.post(address, json.dumps(content), content_type="application/json", headers=headers)


def test_nobody_is_asked_to_sign_in(cast: Cast) -> None:
    stranger = Client(enforce_csrf_checks=True)
    for answer in (stranger.get("/api/v1/try/units"), post(stranger, {"name": "New"})):
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "sign_in_needed"


def test_a_session_and_a_token_open_the_door(cast: Cast) -> None:
    assert client_of(cast.rita).get("/api/v1/try/units").status_code == 200
    assert bearer(cast.rita).get("/api/v1/try/units").status_code == 200


def test_a_session_needs_its_csrf_token_to_write_and_a_bearer_does_not(cast: Cast) -> None:
    browser = client_of(cast.rita, enforce_csrf_checks=True)
    refused = post(browser, {"name": "New"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert post(bearer(cast.rita), {"name": "New"}).status_code == 201


def test_a_bad_or_revoked_token_is_refused_even_beside_a_session(cast: Cast) -> None:
    token, secret = issue_token(None, cast.rita, "test", ["see_customers"])
    headers = {"authorization": f"Bearer {secret}"}
    client = client_of(cast.roma)
    assert client.get("/api/v1/try/units", headers=headers).status_code == 200
    revoke_token(None, token)
    assert client.get("/api/v1/try/units", headers=headers).status_code == 401
    assert client.get("/api/v1/try/units", headers={"authorization": "Bearer krug_guess"}).status_code == 401
    assert client.get("/api/v1/try/units", headers={"authorization": "Basic eDp5"}).status_code == 401


def test_a_token_of_somebody_shut_out_opens_nothing(cast: Cast) -> None:
    client = bearer(cast.rita)
    deactivate_user(None, cast.rita)
    assert client.get("/api/v1/try/units").status_code == 401


def test_a_token_allows_no_more_than_it_lists(cast: Cast) -> None:
    assert bearer(cast.head, "see_audit").get("/api/v1/try/audit").status_code == 200
    narrow = bearer(cast.head, "see_customers").get("/api/v1/try/audit")
    assert (narrow.status_code, narrow.json()["code"]) == (403, "not_allowed")
    assert client_of(cast.head).get("/api/v1/try/audit").status_code == 200
    assert client_of(cast.rita).get("/api/v1/try/audit").status_code == 403


def test_wrong_input_names_pointer_field_and_value(cast: Cast) -> None:
    problem = post(bearer(cast.rita), {"rank": "many", "password": 5}).json()
    assert problem["code"] == "wrong_input"
    errors = {one["pointer"]: one for one in problem["errors"]}
    assert errors["/name"] == {"pointer": "/name", "in": "body", "field": "name", "detail": "This is needed."}
    assert errors["/rank"]["value"] == "many"
    assert "value" not in errors["/password"]


def test_wrong_input_speaks_russian(cast: Cast) -> None:
    client = client_of(cast.rita)
    cast.rita.language = "ru"
    cast.rita.save()
    problem = post(client, {}).json()
    assert problem["title"] == "В данных ошибка"
    assert problem["errors"][0]["detail"] == "Это поле обязательно."


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("missing", 404, "not_found"), ("conflict", 409, "conflict"), ("row", 422, "wrong_input")],
)
def test_refusals_of_domains_become_problems(cast: Cast, how: str, status: int, code: str) -> None:
    answer = bearer(cast.rita).get(f"/api/v1/try/fails/{how}")
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["instance"] == f"urn:krug:request:{answer['X-Request-ID']}"
    if how == "row":
        assert problem["errors"][0]["pointer"] == "/2/email"
        assert len(problem["errors"][0]["value"]) < 250


def test_a_busy_database_is_said_to_be_busy(cast: Cast) -> None:
    """As a device must know: the same may succeed later."""
    answer = bearer(cast.rita).get("/api/v1/try/fails/busy")
    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (503, "unavailable", True)
    assert answer["Retry-After"] == "5"
    assert "locked" not in answer.content.decode()


def test_a_breakdown_tells_no_details(cast: Cast) -> None:
    answer = bearer(cast.rita).get("/api/v1/try/fails/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "secret" not in answer.content.decode()


def test_what_django_refuses_is_a_problem_too(cast: Cast) -> None:
    client = bearer(cast.rita)
    nowhere = client.get("/api/v1/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    method = client.delete("/api/v1/try/units")
    assert (method.status_code, method.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in method["Allow"]
    garbage = client.post("/api/v1/try/units", "{", content_type="application/json")
    assert (garbage.status_code, garbage.json()["code"]) == (400, "bad_request")


def test_cursors_walk_the_list_once_and_cannot_be_made_up(cast: Cast) -> None:
    for name in ("A", "B", "C"):
        create_unit(None, name)
    client, names, more = bearer(cast.rita), [], ""
    while more is not None:
        page = client.get("/api/v1/try/units", {"cursor_": more} if more else {}).json()
        names += [one["name"] for one in page["items"]]
        more = page["next"]
    assert names == ["Pharma", "Food", "A", "B", "C"]
    for wrong in ("WzFd", cursor([1], "others")):
        answer = client.get("/api/v1/try/units", {"cursor_": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


def test_a_key_makes_a_post_happen_once(cast: Cast) -> None:
    client = bearer(cast.rita)
    first, again = post(client, {"name": "Once"}, "k1"), post(client, {"name": "Once"}, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Unit.objects.filter(name="Once").count() == 1


def test_without_a_key_the_second_is_refused(cast: Cast) -> None:
    client = bearer(cast.rita)
    assert post(client, {"name": "Once"}).status_code == 201
    assert post(client, {"name": "Once"}).json()["code"] == "conflict"


def test_a_key_with_other_content_is_refused(cast: Cast) -> None:
    client = bearer(cast.rita)
    post(client, {"name": "Once"}, "k1")
    other = post(client, {"name": "Other"}, "k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert not Unit.objects.filter(name="Other").exists()


def test_a_key_is_its_owners(cast: Cast) -> None:
    post(bearer(cast.rita), {"name": "One"}, "k1")
    assert post(bearer(cast.roma), {"name": "Two"}, "k1").status_code == 201
    assert post(Client(), {"name": "Three"}, "k1").status_code == 401


def test_a_refused_request_leaves_its_key_free(cast: Cast) -> None:
    client = bearer(cast.rita)
    assert post(client, {"name": ""}, "k1").status_code == 422
    assert StoredAnswer.objects.count() == 0
    assert post(client, {"name": "Mended"}, "k1").status_code == 201


def test_a_file_sent_twice_is_taken_once(cast: Cast) -> None:
    client = bearer(cast.rita)

    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("deck.zip", content)
        return client.post("/api/v1/try/files", {"file": file}, headers={"idempotency-key": "f"})

    assert send(b"one").json() == {"size": 3}
    assert send(b"one").json() == {"size": 3}
    assert send(b"two").json()["code"] == "idempotency_key_reused"
    assert Unit.objects.filter(name="deck.zip").count() == 1


def test_the_schema_is_openapi_3_1_and_there_is_no_page_asking_other_hosts(cast: Cast) -> None:
    client = bearer(cast.rita)
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["components"]["securitySchemes"]) == {"BearerToken", "BrowserSession"}
    assert client.get("/api/v1/docs").status_code == 404


def test_request_ids_come_back(cast: Cast) -> None:
    client = bearer(cast.rita)
    mine = client.get("/api/v1/try/units", headers={"x-request-id": "abc-12345678"})
    assert mine["X-Request-ID"] == "abc-12345678"
    assert client.get("/api/v1/try/units", headers={"x-request-id": "<script>"})["X-Request-ID"] != "<script>"


def test_every_door_of_the_api_keeps_the_answer_of_a_key(cast: Cast) -> None:
    """The doors that devices, agencies and other programs use; the manner is tried above."""
    device, touch = str(uuid7()), {"id": str(uuid7()), "at": "2026-01-01T00:00:00Z", "verb": "called"}
    touch |= {"channel": "call", "direction": "in", "identity": {"kind": "phone", "value": "+79990000001"}}
    about = {"device": device, "name": "T", "device_now": 1_790_000_000_000_000, "app": "1", "roots": {}}
    doors: list[tuple[User, str, Any]] = [
        (cast.marketer, "/api/v1/decks", None),
        (cast.integrator, "/api/v1/touches", {"touches": [touch]}),
        (cast.rita, "/api/v1/sync/begin", about),
        (cast.rita, "/api/v1/sync/commands", {"device": device, "device_now": 1, "commands": []}),
    ]
    for user, door, body in doors:
        first, again = (send_once(user, door, body) for _ in range(2))
        assert first.status_code in (200, 201), first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotency-Replayed"] == "true", door


def send_once(user: User, door: str, body: Any) -> Any:
    headers = {"Idempotency-Key": door}
    if body is not None:
        return client_of(user).post(door, body, "application/json", headers=headers)
    package = packed({"index.html": page("Once")})
    package.name = "once.zip"
    return client_of(user).post(door, {"package": package}, headers=headers)


def test_a_busy_token_is_told_to_wait_and_his_devices_are_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "rates", Rates(3))
    busy, other = bearer(cast.rita, Permission.SYNC), bearer(cast.rita)
    answers = [busy.get("/api/v1/try/units") for _ in range(4)]
    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    assert (answers[3].status_code, answers[3]["Content-Type"]) == (429, "application/problem+json")
    assert (answers[3].json()["code"], answers[3].json()["retry"]) == ("too_many_requests", True)
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    assert post(busy, {}, address="/api/v1/sync/begin").status_code == 422
    assert other.get("/api/v1/try/units").status_code == 200


def test_a_request_with_a_key_counts_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "rates", Rates(2))
    client = client_of(cast.rita)
    assert [post(client, {"name": name}, key=name).status_code for name in "ab"] == [201, 201]
    assert post(client, {"name": "c"}, key="c").status_code == 429
    assert post(client, {"name": "d"}).status_code == 429


def test_a_bucket_fills_as_time_passes() -> None:
    rates = Rates(60)
    assert [rates.wait("a", 0.0) for _ in range(61)] == [0.0] * 60 + [1.0]
    assert rates.wait("b", 0.0) == 0.0
    assert rates.wait("a", 0.5) == 0.5
    assert rates.wait("a", 1.0) == 0.0
    assert rates.wait("a", 1.0) == 1.0
    # Those that are full again take no room.
    for number in range(MOST + 1):
        rates.wait(f"of {number}", 1000.0 + number)
    assert len(rates._left) < MOST
