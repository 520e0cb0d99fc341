"""/api/v1: one root for the routers of the domains, with one manner of asking, refusing and paging."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from krug.access.errors import Busy, KrugError, NoRoom, WrongInput
from krug.access.idempotency import idempotent
from krug.access.problems import of_error, problem, shown
from krug.access.tokens import AUTH
from krug.site import openapi
from krug.site.api_body import StrictParser

log = logging.getLogger("krug.api")
ROUTERS = (
    ("/persons", "krug.customers.api"),
    ("/persons", "krug.customers.api_consents"),
    ("/persons", "krug.customers.api_profile"),
    ("/organisations", "krug.customers.api_organisations"),
    ("/fields", "krug.fields.api"),
    ("/balances", "krug.accounts.api"),
    ("/questions", "krug.teamwork.api"),
    ("/decks", "krug.decks.api"),
    ("/deals", "krug.sales.api"),
    ("/deals", "krug.sales.api_parts"),
    ("/deals", "krug.sales.api_stops"),
    ("/deals", "krug.sales.api_money"),
    ("/deals", "krug.sales.api_staff"),
    ("/sync", "krug.sync.api"),
    ("/touches", "krug.insight.api_touches"),
    ("/segments", "krug.segments.api"),
    ("/imports", "krug.customers.api_imports"),
    ("/exports", "krug.customers.api_exports"),
    ("/webhooks", "krug.integrations.api"),
    ("/sources", "krug.behaviour.api"),
    ("/forecasts", "krug.sales.api_forecasts"),
    ("/plans", "krug.sales.api_plans"),
    ("", "krug.customers.api_merges"),
    ("", "krug.customers.api_references"),
)


class KrugAPI(NinjaAPI):
    """Ninja with our words: wrong input is named by pointer, field and value."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**how)
        openapi.complete(document)
        return document

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        return ValidationError([one for context in error_contexts for one in _wrong_inputs(context)])


def make(extra: Iterable[tuple[str, Router]] = (), namespace: str = "api") -> NinjaAPI:
    """The API with the routers of the domains, and `extra` ones."""
    made = KrugAPI(
        title="Krug",
        version="1",
        description=_DESCRIPTION,
        urls_namespace=namespace,
        auth=AUTH,
        parser=StrictParser(),
        # Its page asks another host for scripts.
        docs_url=None,
    )
    made.default_router.add_decorator(idempotent, mode="view")
    for prefix, module in ROUTERS:
        made.add_router(prefix, f"{module}.router")
    for prefix, router in extra:
        made.add_router(prefix, router)
    made.add_exception_handler(KrugError, _refused)
    made.add_exception_handler(AuthenticationError, lambda _request, _error: problem(401))
    made.add_exception_handler(HttpError, _http_error)
    made.add_exception_handler(Http404, lambda _request, _error: problem(404))
    made.add_exception_handler(PermissionDenied, lambda _request, _error: problem(403))
    made.add_exception_handler(RequestDataTooBig, lambda _request, _error: problem(413))
    made.add_exception_handler(MultiPartParserError, lambda _request, _error: problem(400))
    made.add_exception_handler(ValidationError, _validation_error)
    made.add_exception_handler(DataError, _cannot_be_kept)
    made.add_exception_handler(OperationalError, _busy)
    made.add_exception_handler(OSError, _disk)
    made.add_exception_handler(Exception, _broken)
    return made


_DESCRIPTION = """Sign in by session (with `X-CSRFToken`) or `Authorization: Bearer krug_…`.

Lists answer `{items, next}`; give `next` back as `cursor`. A POST with `Idempotency-Key` happens once.
Refusals are `application/problem+json` (RFC 9457) with a stable `code`."""


def _refused(_request: HttpRequest, error: KrugError | type[KrugError]) -> HttpResponse:
    return of_error(error() if isinstance(error, type) else error)


def _http_error(_request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    if isinstance(error, type):
        return problem(500)
    if error.status_code == 403 and "CSRF" in str(error):
        return problem(403, "csrf_failed", _("The page is out of date: reload it and try again"))
    # What the reading of a body refuses comes wrapped in ninja's «cannot be parsed».
    cause = error.__cause__
    return of_error(cause) if isinstance(cause, KrugError) else problem(error.status_code)


def _cannot_be_kept(request: HttpRequest, _error: Exception | type[Exception]) -> HttpResponse:
    """NUL in a text, a number out of range: the database refuses them, and the sender can mend them."""
    log.warning("%s %s cannot be kept", request.method, request.path, exc_info=True)
    return of_error(WrongInput())


def _busy(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("%s %s: the database", request.method, request.path, exc_info=True)
    return of_error(Busy())


def _disk(request: HttpRequest, error: OSError | type[OSError]) -> HttpResponse:
    if isinstance(error, OSError) and NoRoom.is_why(error):
        log.error("%s %s: the disk is full", request.method, request.path, exc_info=True)
        return of_error(NoRoom())
    return _broken(request, error)


def _broken(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.exception("%s %s broke", request.method, request.path, exc_info=True)
    return problem(500)


def _validation_error(_request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    return problem(422, errors=[] if isinstance(error, type) else error.errors)


def _wrong_inputs(context: ValidationErrorContext[Any]) -> list[dict[str, Any]]:
    model = context.model
    source = model.__ninja_param_source__
    single = getattr(model, "__read_from_single_attr__", None)
    errors = []
    for one in context.pydantic_validation_error.errors(include_url=False):
        path = model.__ninja_flatten_map_reverse__.get(one["loc"], one["loc"])
        steps = [str(step) for step in path if step != single]
        field = steps[-1] if steps else ""
        wrong = {
            "pointer": "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps),
            "in": source,
            "field": field,
            "detail": _in_words(one["type"], one.get("ctx", {})),
        }
        if one["type"] != "missing" and "password" not in field:
            wrong["value"] = shown(one["input"])
        errors.append(wrong)
    return errors


def _in_words(kind: str, context: dict[str, Any]) -> str:
    """What is wrong, for the kinds of error that people meet; the library's own words are English only."""
    words = {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such field."),
        "string_type": _("Text is expected."),
        "string_too_short": _("At least %(min_length)s characters are needed."),
        "string_too_long": _("At most %(max_length)s characters are taken."),
        "too_long": _("At most %(max_length)s are taken at once."),
        "int_parsing": _("A whole number is expected."),
        "int_type": _("A whole number is expected."),
        "float_parsing": _("A number is expected."),
        "bool_parsing": _("Yes or no is expected."),
        "uuid_parsing": _("A UUID is expected."),
        "datetime_from_date_parsing": _("A date and time in ISO 8601 is expected."),
        "datetime_parsing": _("A date and time in ISO 8601 is expected."),
        "date_from_datetime_parsing": _("A date in ISO 8601 is expected."),
        "literal_error": _("One of these is expected: %(expected)s."),
        "enum": _("One of these is expected: %(expected)s."),
        "greater_than_equal": _("At least %(ge)s is expected."),
        "less_than_equal": _("At most %(le)s is expected."),
    }
    text = words.get(kind, _("This value is not right."))
    return text % context if "%(" in text else text


api = make()
