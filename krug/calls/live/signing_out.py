"""Whoever signs out, or is shut out, hears nothing more: his connections look at once whether he may."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from krug.access.models import User
from krug.access.signals import user_shut_out
from krug.calls import store


def listen() -> None:
    user_logged_out.connect(_on_out, dispatch_uid="calls.signed_out")
    user_shut_out.connect(_on_out, dispatch_uid="calls.shut_out")


def _on_out(user: User | None, **_signal: Any) -> None:
    if user is not None and user.pk:
        store.news({user.pk})
