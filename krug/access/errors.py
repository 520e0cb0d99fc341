"""The shape of every refusal: a stable code, words for a person, and whether trying again can help."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class KrugError(Exception):
    """Base of all refusals of all domains. A door shows title and detail, a program branches on `code`.

    `where` names what was wrong in the input: any of row (1, 2, …), field, value. `status` is the HTTP status
    a door should answer with, `retry` says that the same request may succeed later.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    title: ClassVar[str | Promise] = _("This cannot be done")
    retry: ClassVar[bool] = False

    def __init__(self, detail: str | Promise = "", **where: Any) -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.where: Mapping[str, Any] = where

    def each(self) -> list[dict[str, Any]]:
        """Everything wrong in the input: {row?, field?, value?, detail} each, rows counted from 1."""
        return [{**self.where, "detail": str(self.detail)}] if self.where else []

    def __str__(self) -> str:
        place = ", ".join(f"{name} {value!r}" for name, value in self.where.items())
        text = str(self.detail or self.title)
        return f"{text} ({place})" if place else text


class WrongInput(KrugError):
    code = "wrong_input"
    title = _("Something in the input is wrong")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong in the input. `row` is 1, 2, … in a batch, None where there is one row only."""

    field: str
    value: Any
    code: str
    message: str | Promise
    row: int | None = None


class Invalid(WrongInput):
    """The input breaks rules. `errors` lists everything that is wrong; `where` names the first."""

    code = "invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        first = errors[0]
        where = {"field": first.field, "value": first.value}
        super().__init__(first.message, **({} if first.row is None else {"row": first.row}) | where)
        self.errors = list(errors)

    def each(self) -> list[dict[str, Any]]:
        return [
            {"field": one.field, "value": one.value, "code": one.code, "detail": str(one.message)}
            | ({} if one.row is None else {"row": one.row})
            for one in self.errors
        ]


class Conflict(KrugError):
    code = "conflict"
    status = 409
    title = _("This is already so")


class Busy(KrugError):
    """The database could not be written in time, or does not answer."""

    code = "unavailable"
    status = 503
    title = _("The server is busy: try again in a moment")
    retry = True
    AFTER: ClassVar[int] = 5
    """Seconds."""


class NoRoom(KrugError):
    """The disk is full: nothing of what was sent is kept."""

    code = "no_room"
    status = 503
    title = _("There is no room on the server's disk: nothing was kept. Tell your administrator.")
    retry = True

    @classmethod
    def is_why(cls, error: BaseException | None) -> bool:
        """Whether that is what the system meant."""
        return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


class SignInNeeded(KrugError):
    code = "sign_in_needed"
    status = 401
    title = _("Sign in first")


class SecondFactorNeeded(KrugError):
    code = "second_factor_needed"
    status = 403
    title = _("Set up your second factor first")


class NotAllowed(KrugError):
    code = "not_allowed"
    status = 403
    title = _("Your role does not allow this")


class TooMuchSeen(KrugError):
    """`where`: wait, in seconds."""

    code = "too_much_seen"
    status = 429
    title = _("You have looked through more customers than work asks for")
    retry = True
