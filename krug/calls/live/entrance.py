"""Who a connection is: by its session, looked at again and again, since it lives on when that has ended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.second_factor import KNOWN, needed
from krug.calls.models import Screen
from krug.calls.queries.screen import open_legs

KEY = re.compile(r"[a-z0-9]{32}")
"""A session's, as Django makes them."""


class Nobody(Exception):
    """No such session is anybody's, nor will it ever be: signing in makes a new key."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`number`: of his screen; `cards`: how many stand on it."""

    user: int
    number: int
    cards: int


def session_of(headers: Mapping[bytes, bytes]) -> str:
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found and KEY.fullmatch(found.value) else ""


def look(session: str) -> Seen | None:
    """None: he is not to hear, for whatever reason. Blocks, as `enter` does."""
    try:
        return enter(session)
    except Nobody:
        return None


def enter(session: str) -> Seen | None:
    """Raises Nobody. None: he is signed out, shut out, or has not shown his second factor.

    Blocks: called in a thread.
    """
    try:
        user = _user(session)
        if user is None or not may(user, Permission.TAKE_CALLS):
            return None
        number = Screen.objects.filter(staff=user).values_list("number", flat=True).first()
        return Seen(user.pk, number or 0, len(open_legs(user, timezone.now())))
    finally:
        # Asked a few times a minute: a connection kept between would cost more than making one.
        connection.close()


def _user(session: str) -> User | None:
    store = import_module(settings.SESSION_ENGINE).SessionStore(session)
    if SESSION_KEY not in store:
        raise Nobody
    request = HttpRequest()
    request.session = store
    # Checks the password's hash as well: a new password ends old sessions.
    user = get_user(request)
    if not isinstance(user, User) or not user.is_active:
        return None
    return None if needed(user) and not store.get(KNOWN) else user
