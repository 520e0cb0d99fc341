"""/1c/exchange: 1C calls it as it calls a site. Answers are plain lines, the first one word."""

import base64
import binascii

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from krug.access.errors import KrugError
from krug.integrations.models import Exchange, ExchangeFile
from krug.integrations.onec import conversation
from krug.integrations.onec.folder import PART

State = ExchangeFile.State


@csrf_exempt
@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    mode = request.GET.get("mode", "")
    if mode == "checkauth":
        return _checkauth(request)
    held = conversation.reach_exchange(request.COOKIES.get(conversation.COOKIE, ""))
    if held is None:
        return said("failure", _("Sign in first"), status=401)
    try:
        return _step(request, held, mode)
    except KrugError as error:
        return said("failure", str(error))


def said(*lines: str, status: int = 200) -> HttpResponse:
    """Whole lines alone: a line break in a message must not look like another line."""
    text = "\n".join(" ".join(line.split()) for line in lines) + "\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _checkauth(request: HttpRequest) -> HttpResponse:
    scheme, _space, packed = request.headers.get("Authorization", "").partition(" ")
    try:
        login, _colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        login = secret = ""
    key = conversation.begin(login, secret) if scheme.lower() == "basic" else None
    if key is None:
        refused = said("failure", _("The e-mail or the token is wrong, or it may not exchange"), status=401)
        refused["WWW-Authenticate"] = 'Basic realm="Krug", charset="UTF-8"'
        return refused
    return said("success", conversation.COOKIE, key)


def _step(request: HttpRequest, held: Exchange, mode: str) -> HttpResponse:
    kind = request.GET.get("type", "")
    filename = request.GET.get("filename", "")
    if mode == "init":
        conversation.begin_files(held)
        return said("zip=yes", f"file_limit={PART}")
    if mode == "file":
        conversation.receive(held, filename, iter(lambda: request.read(65_536), b""))
        # Not every 1C asks to import orders: they are taken when their last part, a shorter one, has come.
        if kind == "sale" and int(request.headers.get("Content-Length") or 0) < PART:
            conversation.take_all(held)
        return said("success")
    if mode == "import":
        return _taken(held, filename)
    if mode == "query" and kind == "sale":
        return HttpResponse(_orders(), content_type="application/xml; charset=utf-8")
    if mode in ("success", "complete", "deactivate"):
        return said("success")
    return said("failure", _("There is no such step: %(mode)s") % {"mode": mode[:40]})


def _taken(held: Exchange, filename: str) -> HttpResponse:
    file = conversation.ask_to_take(held, filename)
    if file.state == State.FAILED:
        return said("failure", file.said)
    if file.state == State.DONE:
        return said("success", file.said)
    return said("progress", _("The file is being taken"))


def _orders() -> str:
    """Krug makes no orders yet: a document without any."""
    made = timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<КоммерческаяИнформация ВерсияСхемы="2.08" ДатаФормирования="{made}"></КоммерческаяИнформация>\n'
    )
