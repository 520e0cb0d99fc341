"""RFC 9457: how a refusal looks to a program. `code` is stable, the words are in the reader's language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from krug.access import request_id
from krug.access.errors import Busy, KrugError
from krug.access.rates import TooManyRequests

CONTENT_TYPE = "application/problem+json"
LONGEST_VALUE = 200
PLAIN = {
    400: ("bad_request", _("The request cannot be read")),
    401: ("sign_in_needed", _("Sign in first")),
    403: ("not_allowed", _("Your role does not allow this")),
    404: ("not_found", _("There is nothing here for you")),
    405: ("method_not_allowed", _("This address does not take this method")),
    409: ("conflict", _("This is already so")),
    413: ("too_large", _("The request is too large")),
    415: ("wrong_type", _("This kind of content is not taken here")),
    422: ("wrong_input", _("Something in the input is wrong")),
    429: ("too_many_requests", _("Too many requests: wait a little")),
    500: ("server_error", _("Something broke on our side")),
    503: ("unavailable", _("The server is busy: try again in a moment")),
}
RETRY = frozenset({429, 500, 503})


def problem(
    status: int,
    code: str = "",
    title: object = "",
    detail: object = "",
    errors: Sequence[Mapping[str, Any]] = (),
    retry: bool | None = None,
) -> HttpResponse:
    """`errors`: [{pointer, field?, value?, detail}]. What is not given follows from the status."""
    plain_code, plain_title = PLAIN.get(status, PLAIN[400 if status < 500 else 500])
    body: dict[str, Any] = {
        "type": f"urn:krug:problem:{code or plain_code}",
        "title": str(title or plain_title),
        "status": status,
        "code": code or plain_code,
        "retry": status in RETRY if retry is None else retry,
        "instance": f"urn:krug:request:{request_id.current.get()}",
    }
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = [dict(error) for error in errors]
    # Input is repeated, and half of a surrogate pair in it has no UTF-8.
    text = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def of_error(error: KrugError) -> HttpResponse:
    """A refusal of a domain; what it names in the input becomes `errors`."""
    errors = [_named(one) for one in error.each()]
    answer = problem(error.status, error.code, error.title, error.detail, errors, error.retry)
    if isinstance(error, TooManyRequests):
        answer["Retry-After"] = str(error.after)
    if isinstance(error, Busy):
        answer["Retry-After"] = str(error.AFTER)
    return answer


def _named(wrong: Mapping[str, Any]) -> dict[str, Any]:
    row, field = wrong.get("row"), wrong.get("field")
    steps = ([str(row - 1)] if isinstance(row, int) else []) + ([str(field)] if field else [])
    named = {"pointer": "".join(f"/{step}" for step in steps), **wrong}
    if "value" in wrong:
        named["value"] = shown(wrong["value"])
    return named


def shown(value: object) -> object:
    """A value as it may be repeated to whoever sent it: short."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
