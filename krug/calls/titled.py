"""Where the page of a call is that a touch is about."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from krug.access.models import User
from krug.calls.queries.seen import seen
from krug.customers.titles import register_pages


def _pages(viewer: User, ids: Collection[str]) -> Mapping[str, str]:
    rows = seen(viewer).filter(uid__in=list(ids)).values_list("uid", flat=True)
    return {str(uid): reverse("call", args=[uid]) for uid in rows}


def register_all() -> None:
    register_pages("call", _pages)
