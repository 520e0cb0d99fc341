"""The door of a view: deny by default."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from krug.access.errors import NotAllowed, SignInNeeded
from krug.access.models import User
from krug.access.rules import Permission, may

Args = ParamSpec("Args")
R = TypeVar("R")
Req = TypeVar("Req", bound=HttpRequest)
Door = Callable[Concatenate[Req, Args], R]


class SignedInRequest(HttpRequest):
    """What a view behind `require` gets: `user` is always a User."""

    user: User


def require(permission: Permission | None = None) -> Callable[[Door[Req, Args, R]], Door[Req, Args, R]]:
    """Let in whoever is signed in and whose role has the permission (None: anybody signed in).

    A page sends the stranger to sign-in and answers 403 to the wrong role; under /api/ both are problems.
    """

    def wrap(view: Door[Req, Args, R]) -> Door[Req, Args, R]:
        @wraps(view)
        def door(request: Req, /, *args: Args.args, **kwargs: Args.kwargs) -> R:
            if not request.user.is_authenticated:
                return cast(R, _to_sign_in(request))
            if permission is not None and not may(request.user, permission):
                if request.path.startswith("/api/"):
                    raise NotAllowed
                raise PermissionDenied
            return view(request, *args, **kwargs)

        door.permission = permission or "signed in"  # type: ignore[attr-defined]
        return door

    return wrap


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        raise SignInNeeded
    if request.headers.get("HX-Request"):
        # A fragment must not be replaced by a sign-in page: the whole window goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(_page(request)).url})
    return redirect_to_login(request.get_full_path())


def _page(request: HttpRequest) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", "/"))
    except ValueError:
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
