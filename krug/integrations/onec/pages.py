"""The exchange as people look at it: what came, what was not taken and why, and who may exchange."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from krug.access.actions.revoke_token import revoke_token
from krug.access.decorators import SignedInRequest, require
from krug.access.models import Token, User
from krug.access.rules import Permission
from krug.integrations.actions import take_file_again
from krug.integrations.models import ExchangeFile
from krug.integrations.onec.folder import folder
from krug.site.parts import go

SHOWN = 100


@require_safe
@require(Permission.EXCHANGE)
def exchanges(request: SignedInRequest) -> HttpResponse:
    files = list(_files(request.user).order_by("-id")[:SHOWN])
    context: dict[str, Any] = {
        "files": [(one, _mendable(one)) for one in files],
        "tokens": [one for one in _tokens(request.user) if Permission.EXCHANGE in one.permissions],
    }
    return render(request, "integrations/exchanges.html", context)


def _mendable(file: ExchangeFile) -> bool:
    return file.state == ExchangeFile.State.FAILED and (folder(file.exchange) / file.name).is_file()


@require_POST
@require(Permission.EXCHANGE)
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    take_file_again(request.user, get_object_or_404(_files(request.user), pk=pk))
    return go(request, reverse("exchanges"))


@require_POST
@require(Permission.EXCHANGE)
def revoke(request: SignedInRequest, uid: UUID) -> HttpResponse:
    revoke_token(request.user, get_object_or_404(_tokens(request.user), uid=uid))
    return go(request, reverse("exchanges"))


def _files(viewer: User) -> QuerySet[ExchangeFile]:
    files = ExchangeFile.objects.select_related("exchange__token__user")
    return files if viewer.unit_id is None else files.filter(exchange__token__user__unit=viewer.unit_id)


def _tokens(viewer: User) -> QuerySet[Token]:
    tokens = Token.objects.filter(revoked_at=None).select_related("user").order_by("user__email", "id")
    return tokens if viewer.unit_id is None else tokens.filter(user__unit=viewer.unit_id)
