"""`Idempotency-Key`: a POST that was sent twice happens once and is answered alike."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.errors import KrugError, WrongInput
from krug.access.models import StoredAnswer
from krug.access.problems import of_error
from krug.access.tokens import authenticated

KEPT = timedelta(days=7)
LONGEST_KEY = 200
Run = Callable[..., HttpResponse]


class KeyReused(KrugError):
    code = "idempotency_key_reused"
    status = 422
    title = _("This Idempotency-Key belongs to another request")


def idempotent(run: Run) -> Run:
    """Wrap an operation. Claim, effect and answer are one transaction; a refusal leaves the key free."""

    @wraps(run)
    def once(request: HttpRequest, **path: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST" or not authenticated(request):
            return run(request, **path)
        if len(key) > LONGEST_KEY:
            return of_error(WrongInput(_("A key has at most 200 characters."), field="Idempotency-Key"))
        return _once(request, key, lambda: run(request, **path))

    return once


@transaction.atomic
def _once(request: HttpRequest, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    digest = _digest(request)
    now = timezone.now()
    user = int(request.user.pk or 0)
    answers = StoredAnswer.objects.filter(user_id=user)
    answers.filter(at__lt=now - KEPT).delete()
    # A twin sent at the same moment waits here until this transaction has ended.
    answer, fresh = StoredAnswer.objects.get_or_create(user_id=user, key=key, defaults={"digest": digest})
    if not fresh:
        if bytes(answer.digest) != digest:
            return of_error(KeyReused(field="Idempotency-Key", value=key))
        repeated = HttpResponse(bytes(answer.body), status=answer.status, content_type=answer.type)
        repeated["Idempotency-Replayed"] = "true"
        return repeated
    response = run()
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return response
    if isinstance(response, StreamingHttpResponse):
        # Too long to keep: whoever streams repeats himself.
        answer.delete()
        return response
    answer.status, answer.type, answer.body = response.status_code, response["Content-Type"], response.content
    answer.save(update_fields=["status", "type", "body"])
    return response


def _digest(request: HttpRequest) -> bytes:
    content = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name in sorted(request.POST):
            content.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                content.update(repr((name, file.name, file.size)).encode())
                for chunk in file.chunks():
                    content.update(chunk)
                file.seek(0)
    else:
        content.update(request.body)
    return content.digest()
