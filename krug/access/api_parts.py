"""An operation of the API that judges by themselves the parts of what it is sent, and says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.decorators import decorate_view

Operation = TypeVar("Operation", bound=Callable[..., Any])
_JUDGES = "krug_judges_parts"


def judges_parts(operation: Operation) -> Operation:
    """What no database could keep of one part must not refuse the others with it."""
    return decorate_view(_marked)(operation)


def _marked(run: Callable[..., Any]) -> Callable[..., Any]:
    """Around all of the operation: its body is read within."""

    @wraps(run)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        setattr(request, _JUDGES, True)
        return run(request, *args, **kwargs)

    return inner


def said_so(request: HttpRequest) -> bool:
    return getattr(request, _JUDGES, False)
