"""Who is asking the API: a session (with its CSRF token) or `Authorization: Bearer krug_…`."""

import math
import time

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from krug.access.actions.issue_token import PREFIX, digest
from krug.access.models import Token, User
from krug.access.rates import TooManyRequests, rates

SYNC = "/api/v1/sync/"


class BearerToken(HttpBearer):
    """Acts as the token's owner, within the token's permissions."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        known: User | None = getattr(request, "_krug_bearer", None)
        if known is not None:
            return known
        user = owner(token)
        if user is not None:
            count(request, f"token {digest(token).hex()}")
            request.user = user
            request._krug_bearer = user  # type: ignore[attr-defined]
        return user


class BrowserSession(SessionAuth):
    """The signed-in browser; anything but reading needs X-CSRFToken. Not asked when the request has a key."""

    def __call__(self, request: HttpRequest) -> object | None:
        # Whoever is not signed in has no CSRF token to fail with: he is asked to sign in.
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        answer: object | None = super().__call__(request)
        if isinstance(answer, User) and not getattr(request, "_krug_counted", False):
            request._krug_counted = True  # type: ignore[attr-defined]
            count(request, f"user {answer.pk}")
        return answer


def count(request: HttpRequest, who: str) -> None:
    """One request more of his. What devices sync is counted apart: a busy program must not hold them up.

    Raises TooManyRequests.
    """
    wait = rates.wait(f"{who} {request.path.startswith(SYNC)}", time.monotonic())
    if wait:
        raise TooManyRequests(math.ceil(wait))


AUTH = [BearerToken(), BrowserSession()]


def authenticated(request: HttpRequest) -> bool:
    """Whether either way leads to a user. Raises what the ways raise (a failed CSRF check)."""
    return any(way(request) for way in AUTH)


def owner(secret: str) -> User | None:
    """Whose token it is, limited to its permissions; None when unknown, revoked or the owner is shut out."""
    if not secret.startswith(PREFIX):
        return None
    token = Token.objects.select_related("user").filter(digest=digest(secret), revoked_at=None).first()
    if token is None or not token.user.is_active:
        return None
    token.user.limited_to = frozenset(token.permissions)
    return token.user
