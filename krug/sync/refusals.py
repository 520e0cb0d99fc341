"""Any domain's refusal as the outcome of a command: code, words, detail."""

from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from pydantic import ValidationError

from krug.access.errors import KrugError
from krug.sync.errors import BadPayload
from krug.touches.errors import TouchRefused

REFUSALS = (KrugError, TouchRefused, ValidationError)
"""What an action may raise because of the command. Anything else is our own fault and breaks the request."""


def code_of(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return BadPayload.code
    return str(getattr(error, "code", "refused"))[:40]


def message_of(error: Exception) -> str:
    """In the language that is active now: the user's."""
    if isinstance(error, ValidationError):
        return str(BadPayload.title)
    if isinstance(error, KrugError):
        return str(error.detail or error.title)
    return str(getattr(error, "message", "") or error)


def detail_of(error: Exception) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return {"field": ".".join(map(str, first["loc"])), "reason": first["msg"]}
    if isinstance(error, TouchRefused):
        return {"field": error.refusals[0].field, "reason": error.refusals[0].message}
    where: Mapping[str, Any] = getattr(error, "where", {})
    return {name: _plain(value) for name, value in where.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return DjangoJSONEncoder().encode(value).strip('"')[:200]
