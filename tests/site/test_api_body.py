"""What of a body is refused before an operation sees it, and which operation judges for itself."""

import pytest

from krug.customers.models import Person
from krug.site.ids import uuid7
from tests.cast import Cast, client_of

PAIRS = '[["last_name", "Kim"]]'


@pytest.mark.parametrize("path", ["/api/v1/persons", "/api/v1/sync/begin", "/api/v1/sync/commands"])
@pytest.mark.parametrize("body", [PAIRS, "[]", '"text"', "1", "null"])
def test_what_is_no_object_is_refused(cast: Cast, path: str, body: str) -> None:
    answer = client_of(cast.rita).post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_input")
    assert not Person.objects.exists()


@pytest.mark.parametrize("wrong", [r'"\u0000"', "NaN"])
def test_one_command_that_cannot_be_kept_refuses_no_others(cast: Cast, wrong: str) -> None:
    def command(value: str) -> str:
        return f'{{"uid": "{uuid7()}", "kind": "nothing.known", "at": 1, "payload": {{"text": {value}}}}}'

    head = f'"device": "{uuid7()}", "device_now": 1780000000000000'
    body = f'{{{head}, "commands": [{command(wrong)}, {command("1")}]}}'
    rita = client_of(cast.rita)
    answer = rita.post("/api/v1/sync/commands", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["results"]) == 2
    # Whoever is sent one thing alone refuses it whole.
    one = f'{{"last_name": "Kim", "note": {wrong}}}'
    assert rita.post("/api/v1/persons", one, content_type="application/json").status_code in (400, 422)
