"""Where phone systems send what happens."""

import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from krug.access.rates import Rates
from krug.calls.actions.hear import hear
from krug.calls.actions.providers import keep_refused
from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.speaking import Answer, Incoming, Known, NotProven, NotTaken, Setup
from krug.calls.models import Provider
from krug.calls.queries.known import known

LARGEST = 64 * 1024
A_MINUTE = 1_200
rates = Rates(A_MINUTE)
"""Of one phone system; a call has some five messages."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, token: str, tail: str = "") -> HttpResponse:
    """Takes one message. The phone system alone knows the address; more proof is its adapter's matter."""
    provider = Provider.objects.filter(token=token, stopped=False).first()
    if provider is None or ADAPTERS[provider.adapter].listens or provider.adapter == "demo":
        raise Http404
    if wait := rates.wait(str(provider.pk), time.monotonic()):
        return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
    now = timezone.now()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        keep_refused(provider, "the body is larger than 64 KB", b"", now)
        return HttpResponse(status=413)
    incoming = _incoming(request, tail)
    setup = Setup(provider.secret, provider.settings, now)
    adapter = ADAPTERS[provider.adapter]
    try:
        events = adapter.read(setup, incoming)
        hear(provider, events, now)
        asked = adapter.asks_who(setup, incoming)
        answer = adapter.answer(setup, incoming, known(provider, asked) if asked else Known())
    except NotTaken as error:
        keep_refused(provider, str(error), incoming.body, now)
        return HttpResponse(status=403 if isinstance(error, NotProven) else 422)
    return _answered(answer)


def _incoming(request: HttpRequest, tail: str) -> Incoming:
    return Incoming(
        method=request.method or "",
        tail=tail,
        # As the sender wrote it: behind a proxy what arrives here is another address.
        url=f"{settings.KRUG_URL}{request.get_full_path()}",
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: str(value) for name, value in request.GET.items()},
        body=request.body,
    )


def _answered(answer: Answer) -> HttpResponse:
    return HttpResponse(
        answer.body,
        status=200,
        content_type=answer.content_type,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
