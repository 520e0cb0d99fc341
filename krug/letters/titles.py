"""What letters are called in a customer's story, and where each is read."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.titles import Title, register, register_pages
from krug.letters.models import Correspondent, Letter
from krug.letters.queries.threads import relations
from krug.letters.rules import reads


def _titles(ids: Collection[str]) -> Mapping[str, Title]:
    """Of a private one nothing is told: who looks is not known here."""
    rows = Letter.objects.filter(uid__in=_uids(ids)).values_list("uid", "subject", "thread__private")
    return {
        str(uid): Title(_("Private letter") if private else subject or _("Without a subject"))
        for uid, subject, private in rows
    }


def _pages(viewer: User, ids: Collection[str]) -> Mapping[str, str]:
    letters = list(Letter.objects.filter(uid__in=_uids(ids)).select_related("thread__deal"))
    threads = {one.thread_id: one.thread for one in letters}
    found = relations(viewer, list(threads.values()))
    rows = Correspondent.objects.filter(letter__in=letters).values_list(
        "letter", "person", "person__canonical"
    )
    people: dict[int, set[int]] = {}
    for letter, person, canonical in rows:
        people.setdefault(letter, set()).add(canonical or person)
    seen = seen_among(viewer, "person", {one for own in people.values() for one in own})
    return {
        str(one.uid): reverse("thread", args=[one.thread.uid]) + f"#letter-{one.uid}"
        for one in letters
        if reads(found[one.thread_id], one.thread.private)
        or (not one.thread.private and people.get(one.pk, set()) & seen)
    }


def _uids(ids: Collection[str]) -> list[UUID]:
    """What other programs call their letters is no uid of ours."""
    found = []
    for one in ids:
        with suppress(ValueError):
            found.append(UUID(one))
    return found


def register_all() -> None:
    register("letter", _titles)
    register_pages("letter", _pages)
