from krug.access.errors import WrongInput
from krug.access.problems import of_error, problem
from krug.customers.errors import FieldError, Invalid
from krug.touches.errors import Refusal, TouchRefused


def problem_of(error: object) -> list[dict[str, object]]:
    import json

    answer = of_error(error)  # type: ignore[arg-type]
    errors: list[dict[str, object]] = json.loads(answer.content)["errors"]
    return errors


def test_every_wrong_field_and_row_is_named() -> None:
    invalid = Invalid(
        [FieldError("email", "x", "email", "not an e-mail", row=1), FieldError("phone", "y", "phone", "no")]
    )
    assert [one["pointer"] for one in problem_of(invalid)] == ["/0/email", "/phone"]
    refused = TouchRefused([Refusal(4, "verb", "flew", "unknown", "no such verb")])
    assert problem_of(refused) == [
        {
            "pointer": "/3/verb",
            "row": 4,
            "field": "verb",
            "value": "flew",
            "code": "unknown",
            "detail": "no such verb",
        }
    ]


def test_an_error_says_where_in_words() -> None:
    assert str(WrongInput("bad", row=2, field="name")) == "bad (row 2, field 'name')"


def test_unknown_statuses_still_have_a_code() -> None:
    assert b'"code": "bad_request"' in problem(418).content
    assert b'"code": "server_error"' in problem(507).content
