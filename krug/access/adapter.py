"""Where allauth's way of doing things gives place to ours."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.actions.set_password import change_password
from krug.access.models import User
from krug.access.tasks import send_reset_letter

PASSKEY = "/accounts/second-factor/webauthn/login/"


class Adapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and password do not match."),
        "too_many_login_attempts": _("Too many attempts. Try again in five minutes."),
        "enter_current_password": _("This is not your present password."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """As allauth, but whoever was shut out is answered like a wrong password."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if isinstance(user, User):
            self._rollback_login_failed_rl_usage()
            return user
        return None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        # Pages answer pages; the script of a passkey alone asks for what to sign.
        return request.method == "GET" and request.path == PASSKEY

    def set_password(self, user: User, password: str) -> None:
        change_password(user, password)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        # By the worker: how long the answer takes must not tell whether the e-mail is known.
        send_reset_letter.enqueue(user.id)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("today")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """«You have signed in» is no news; a changed password is."""
        if message_template == "account/messages/password_changed.txt":
            super().add_message(request, level, message_template, *args, **kwargs)
