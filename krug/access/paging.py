"""Cursors: where a page ended, signed, so that nobody builds upon what is inside."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core import signing
from django.utils.translation import gettext as _
from ninja import Schema

from krug.access.errors import WrongInput

T = TypeVar("T")
LIMIT = 50
MOST = 500


class Page(Schema, Generic[T]):
    """`next` is the cursor of the following page, or null at the end."""

    items: list[T]
    next: str | None = None


def cursor(position: Sequence[Any], of: str) -> str:
    """The place after `position` (plain JSON values) in the list named `of`."""
    return signing.dumps(list(position), salt=f"krug.cursor.{of}", compress=True)


def position(text: str | None, of: str) -> list[Any] | None:
    """What `cursor` was given; None for the first page. Raises WrongInput for a cursor of another list."""
    if not text:
        return None
    try:
        found = signing.loads(text, salt=f"krug.cursor.{of}")
    except signing.BadSignature as error:
        raise WrongInput(_("This cursor is not of this list."), field="cursor", value=text) from error
    return list(found)
