"""Files that somebody asked for: each sees his own and no other's."""

from typing import Any

from django.http import Http404

from krug.access.models import User
from krug.customers.models import Download

SHOWN = 50


def downloads_of(viewer: User) -> list[Download]:
    """The newest first."""
    return list(Download.objects.filter(author=viewer).order_by("-id")[:SHOWN])


def reach_download(viewer: User, uid: Any) -> Download:
    found = Download.objects.filter(author=viewer, uid=uid).first()
    if found is None:
        raise Http404
    return found
