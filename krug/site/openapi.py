"""What ninja cannot know and the document should say: the refusals, and that a POST may carry a key."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from krug.access.problems import CONTENT_TYPE, PLAIN, RETRY

Json = dict[str, Any]
CHANGES = ("post", "put", "patch", "delete")
KEY: Json = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same content gives the first answer again, for seven days.",
    "schema": {"type": "string", "maxLength": 200},
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `retry`: the same request may succeed later.",
    "type": "object",
    "required": ["type", "title", "status", "code", "retry", "instance"],
    "properties": {
        "type": {"type": "string", "description": "urn:krug:problem:<code>"},
        "title": {"type": "string", "description": "In the reader's language."},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "retry": {"type": "boolean"},
        "instance": {"type": "string", "description": "urn:krug:request:<X-Request-ID>"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/WrongInput"}},
    },
}
WRONG: Json = {
    "title": "WrongInput",
    "description": "One thing wrong in the input: where (`pointer`, RFC 6901), and what was sent there.",
    "type": "object",
    "required": ["pointer", "detail"],
    "properties": {
        "pointer": {"type": "string"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "row": {"type": "integer"},
        "value": {},
    },
}


def complete(document: Json) -> None:
    """Add to a document of ninja's what every operation has in common."""
    components = document["components"]
    components["schemas"] |= {"Problem": PROBLEM, "WrongInput": WRONG}
    components["responses"] = {_name(status): _response(status) for status in PLAIN}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method == "post":
                operation["parameters"].append(KEY)
            for status in refusals(method, operation):
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{_name(status)}"})


def refusals(method: str, operation: Json) -> Iterator[int]:
    """The statuses of refusal that an operation of this form can answer."""
    yield from (401, 403, 429, 503)
    if operation.get("parameters") or operation.get("requestBody"):
        yield 422
    if operation.get("requestBody"):
        yield from (400, 413, 415)
    if any(_names_a_row(one) for one in operation.get("parameters", ())):
        yield 404
    if method in CHANGES:
        yield 409


def _names_a_row(parameter: Json) -> bool:
    return parameter["in"] == "path" or "uuid" in str(parameter["schema"])


def _name(status: int) -> str:
    return "".join(part.capitalize() for part in PLAIN[status][0].split("_"))


def _response(status: int) -> Json:
    code, title = PLAIN[status]
    # The document is the same for whoever reads it.
    with translation.override("en"):
        words = str(title)
    example = {
        "type": f"urn:krug:problem:{code}",
        "title": words,
        "status": status,
        "code": code,
        "retry": status in RETRY,
        "instance": "urn:krug:request:018f3c1e-7b2a-7c3d-9e4f-5a6b7c8d9e0f",
    }
    answer: Json = {
        "description": words,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status in (429, 503):
        answer["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 0}}
        }
    return answer
