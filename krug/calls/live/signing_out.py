"""Whoever signs out, or is shut out, hears nothing more: his connections look at once whether he may."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from krug.access.models import User
from krug.access.signals import user_shut_out
from krug.calls import store


def listen() -> None:
    user_logged_out.connect(_on_sign_out, dispatch_uid="calls.signed_out")
    user_shut_out.connect(_on_out, dispatch_uid="calls.shut_out")


def _on_sign_out(request: HttpRequest | None, user: User | None, **_signal: Any) -> None:
    """Sent before the session is gone: whoever is woken must not find it any more."""
    if request is not None and request.session.session_key:
        request.session.delete()
    _on_out(user)


def _on_out(user: User | None, **_signal: Any) -> None:
    if user is not None and user.pk:
        store.news({user.pk})
