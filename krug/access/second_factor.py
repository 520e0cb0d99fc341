"""The second factor: whoever sees all customers of a unit has one before he sees any (T3)."""

import base64
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from krug.access.audit import record
from krug.access.errors import SecondFactorNeeded
from krug.access.models import Role, User
from krug.access.problems import of_error

SEE_ALL = frozenset({Role.MARKETER, Role.AGENT, Role.PRODUCTION, Role.HEAD, Role.ADMIN, Role.INTEGRATOR})
# Where the factor itself is set up, and what is needed to get there and out again.
OPEN = ("/accounts/", "/static/", "/language", "/theme", "/health", "/ready")
KNOWN = "krug_second_factor"
Next = Callable[[HttpRequest], HttpResponseBase]


class Adapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticators encrypted by a key that follows from the installation's own."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"krug second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def needed(user: User) -> bool:
    return settings.KRUG_SECOND_FACTOR == "required" and user.role in SEE_ALL


def gate(get_response: Next) -> Next:
    """Send whoever needs a factor and has none to where he gets it; under /api/ it is a problem.

    Whoever has one cannot be signed in without having used it: allauth asks at sign-in.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _stopped(request) or get_response(request)

    return middleware


def _stopped(request: HttpRequest) -> HttpResponse | None:
    if settings.KRUG_SECOND_FACTOR != "required" or request.path.startswith(OPEN):
        return None
    user = request.user
    if not isinstance(user, User) or not needed(user) or request.session.get(KNOWN):
        return None
    if Authenticator.objects.filter(user=user).exists():
        request.session[KNOWN] = True
        return None
    if request.path.startswith("/api/"):
        return of_error(SecondFactorNeeded())
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": "/accounts/second-factor/"})
    return redirect("mfa_index")


def listen() -> None:
    for signal, verb in (
        (authenticator_added, "second_factor_added"),
        (authenticator_removed, "second_factor_removed"),
        (authenticator_reset, "second_factor_reset"),
    ):
        signal.connect(_heard(verb), weak=False, dispatch_uid=f"krug.access.{verb}")


def _heard(verb: str) -> Callable[..., None]:
    def heard(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
        request.session.pop(KNOWN, None)
        record(user, verb, "user", user.pk, after={"kind": authenticator.type})

    return heard
