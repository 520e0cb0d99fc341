"""Around every request: its id and log line, the person's language and clock, refusals in words."""

import logging
import re
import sys
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views import defaults

from krug.access import request_id
from krug.access.errors import Busy, KrugError, NoRoom, WrongInput
from krug.access.models import User
from krug.access.problems import CONTENT_TYPE, PLAIN, of_error, problem
from krug.site.ids import uuid7
from krug.site.log import KEY

Next = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("krug.request")
API = "/api/"
# A stranger sends a form of a few lines; beside a file a form has its fields and boundaries.
ALLOWANCE = 1024 * 1024
# A file of contacts (krug.customers); of packages the setting speaks.
LARGEST = 200 * 1024 * 1024
GOOD_ID = re.compile(r"[0-9A-Za-z-]{8,36}")


def request_log(get_response: Next) -> Next:
    """Give the request an id (the caller's, if it is a good one), answer it, write one line of log."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if GOOD_ID.fullmatch(given) else str(uuid7())
        token = request_id.current.set(name)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = name
            # The path alone: what people search for stays out of the log.
            log.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={
                    "method": request.method,
                    "path": KEY.sub(r"\1…", request.path),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "user": _user_id(request),
                },
            )
            return response
        finally:
            request_id.current.reset(token)

    return middleware


def _user_id(request: HttpRequest) -> int | None:
    # `_cached_user` is there only if somebody asked for the user; a log line is no reason to.
    user = getattr(request, "_cached_user", None)
    return None if user is None else user.pk


def person(get_response: Next) -> Next:
    """Speak the person's language and show his clock. Strangers: LocaleMiddleware has chosen."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return _unkept(request, get_response(request))
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        with timezone.override(ZoneInfo(user.time_zone)):
            return _unkept(request, get_response(request))

    return middleware


def body_limit(get_response: Next) -> Next:
    """Refuse by the length announced what nobody here may send, before a byte of it is on the disk."""
    most = max(settings.KRUG_MAX_DECK_BYTES, LARGEST) + ALLOWANCE

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > ALLOWANCE:
            # The API looks at a token before the body; the check of a page's form reads the form.
            stranger = "Authorization" not in request.headers or not request.path.startswith(API)
            if int(length) > most or (stranger and not request.user.is_authenticated):
                return HttpResponse(PLAIN[413][1], status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _unkept(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What one person saw must not come back out of the browser for the next who sits down there."""
    if isinstance(request.user, User) and "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-store"
    return response


class Refusals:
    """Every refusal under /api/ is a problem, whoever made it; on a page a KrugError is told in words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(API):
            return response
        if response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        answer = problem(response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                answer[header] = response[header]
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        answer = self._answer(request, error)
        if answer is not None and isinstance(error, KrugError) and "wait" in error.where:
            answer["Retry-After"] = str(error.where["wait"])
        return answer

    def _answer(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):
            log.warning("%s %s cannot be kept", request.method, request.path, exc_info=error)
            error = WrongInput()
        if isinstance(error, OperationalError):
            log.error("%s %s: the database", request.method, request.path, exc_info=error)
            error = Busy()
        if NoRoom.is_why(error):
            log.error("%s %s: the disk is full", request.method, request.path, exc_info=error)
            error = NoRoom()
        if not isinstance(error, KrugError):
            return None
        return told(request, error)


def told(request: HttpRequest, error: KrugError) -> HttpResponse:
    """A refusal as whoever asks can read it."""
    if request.path.startswith(API):
        return of_error(error)
    context = {"title": error.title, "detail": error.detail, "where": error.where, "retry": error.retry}
    return render(request, "access/refused.html", context, status=error.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404"""
    return problem(404) if request.path.startswith(API) else defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500"""
    if NoRoom.is_why(sys.exception()):
        # A body that found no room breaks before any view is called, where refusals are not told.
        return told(request, NoRoom())
    return problem(500) if request.path.startswith(API) else defaults.server_error(request)
