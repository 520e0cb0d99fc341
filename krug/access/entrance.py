"""Who came in and who went out is written to the audit."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out

from krug.access.audit import record
from krug.access.models import User


def listen() -> None:
    user_logged_in.connect(_came_in, dispatch_uid="krug.access")
    user_logged_out.connect(_went_out, dispatch_uid="krug.access")


def _came_in(user: User, **_more: Any) -> None:
    record(user, "sign_in", "user", user.id)


def _went_out(user: User | None, **_more: Any) -> None:
    if user is not None:
        record(user, "sign_out", "user", user.id)
