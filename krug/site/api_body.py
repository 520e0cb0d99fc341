"""How what is sent to the API is read: declared kinds alone, JSON without NaN, text without NUL."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from krug.access import api_parts
from krug.access.errors import KrugError, WrongInput

JSON = "application/json"
FORM = "multipart/form-data"
NUL = "\x00"


class WrongType(KrugError):
    code = "wrong_type"
    status = 415
    title = _("This kind of content is not taken here")


class StrictParser(Parser):
    """A page of another site can send a form without being asked for permission, but no JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != JSON:
            raise WrongType
        own = api_parts.said_so(request)
        found = json.loads(request.body, parse_constant=None if own else _no_number)
        if not isinstance(found, dict):
            raise WrongInput(_("Send one object: { }."))
        if not own and b"\\u0000" in request.body:
            _refuse_nul(found)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        if data is not request.GET and request.content_type != FORM:
            raise WrongType
        for name, values in data.lists():
            if any(isinstance(value, str) and NUL in value for value in values):
                raise _nul(name)
        return super().parse_querydict(data, list_fields, request)


def _no_number(name: str) -> None:
    """RFC 8259 has no NaN and no Infinity; no database keeps them in a decimal."""
    raise ValueError(name)


def _refuse_nul(found: Any) -> None:
    """PostgreSQL keeps none, so SQLite is not asked to."""
    for place, text in _texts(found, ""):
        if NUL in text:
            raise _nul(place)


def _nul(place: str) -> WrongInput:
    return WrongInput(_("Text cannot hold the character NUL."), field=place.strip("/"))


def _texts(found: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield place, found
    elif isinstance(found, list):
        for number, one in enumerate(found):
            yield from _texts(one, f"{place}/{number}")
    elif isinstance(found, dict):
        for name, one in found.items():
            yield place, name
            yield from _texts(one, f"{place}/{name}")
