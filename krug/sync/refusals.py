"""Any domain's refusal as the outcome of a command: code, words, detail."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from pydantic import ValidationError

from krug.access.errors import KrugError
from krug.sync.errors import BadPayload
from krug.touches.errors import TouchRefused

Refusal = KrugError | ValidationError
REFUSALS = (KrugError, ValidationError)
"""What an action may raise because of the command. Anything else is our own fault."""


def code_of(error: Refusal) -> str:
    return BadPayload.code if isinstance(error, ValidationError) else error.code


def message_of(error: Refusal) -> str:
    """In the language that is active now: the user's."""
    return str(BadPayload.title if isinstance(error, ValidationError) else error.detail or error.title)


def detail_of(error: Refusal) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return {"field": ".".join(map(str, first["loc"])), "reason": first["msg"]}
    if isinstance(error, TouchRefused):
        return {"field": error.refusals[0].field, "reason": error.refusals[0].message}
    return {name: _plain(value) for name, value in error.where.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return DjangoJSONEncoder().encode(value).strip('"')[:200]
