"""What is done to a source after it was made."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import Conflict
from krug.behaviour import rules
from krug.behaviour.actions.create_source import Author, clean, demand, new_key
from krug.behaviour.models import Closing, Source, WriteKey

OVERLAP = timedelta(days=1)
"""How long a replaced key is still taken: pages that are open now send with it."""


@transaction.atomic
def rotate_key(
    author: Author, source: Source, at_once: bool = False, now: datetime | None = None
) -> WriteKey:
    """A new key. The one before is taken for another day, or `at_once` not any more."""
    held = _open(author, source)
    at = now or timezone.now()
    ends = at if at_once else at + OVERLAP
    WriteKey.objects.filter(source=held, ends_at=None).update(ends_at=ends)
    if at_once:
        WriteKey.objects.filter(source=held, ends_at__gt=at).update(ends_at=at)
    made = new_key(author, held)
    record(author, "rotate_key", "source", held.pk, after={"key": made.pk, "at_once": at_once})
    return made


@transaction.atomic
def set_origins(author: Author, source: Source, written: Iterable[str]) -> Source:
    """Pages of these sites alone may send. Raises WrongInput."""
    held = _open(author, source)
    before, held.origins = held.origins, clean(rules.origins, written, "origins")
    held.save(update_fields=["origins"])
    record(author, "set_origins", "source", held.pk, {"origins": before}, {"origins": held.origins})
    return held


@transaction.atomic
def block_fields(author: Author, source: Source, written: Iterable[str]) -> Source:
    """These fields are dropped before anything is stored. What is stored already stays. Raises WrongInput."""
    held = _open(author, source)
    before, held.blocked = held.blocked, clean(rules.fields, written, "blocked")
    held.save(update_fields=["blocked"])
    record(author, "block_fields", "source", held.pk, {"blocked": before}, {"blocked": held.blocked})
    return held


@transaction.atomic
def set_categories(author: Author, source: Source, written: Iterable[str]) -> Source:
    """Which categories of the source's consent tool mean tracking. Raises WrongInput."""
    held = _open(author, source)
    before, held.categories = held.categories, clean(rules.categories, written, "categories")
    held.save(update_fields=["categories"])
    record(
        author, "set_categories", "source", held.pk, {"categories": before}, {"categories": held.categories}
    )
    return held


@transaction.atomic
def close_source(author: Author, source: Source) -> Closing:
    """Nothing is taken from it any more. Raises Conflict when it is closed."""
    held = _open(author, source)
    made = Closing.objects.create(source=held, author=author)
    record(author, "close", "source", held.pk)
    return made


@transaction.atomic
def open_source(author: Author, source: Source) -> Source:
    """Taken from again; nothing happens to one that is open."""
    demand(author, source.unit_id)
    gone, _rows = Closing.objects.filter(source=source).delete()
    if gone:
        record(author, "open", "source", source.pk)
    return Source.objects.get(pk=source.pk)


def _open(author: Author, source: Source) -> Source:
    demand(author, source.unit_id)
    held = Source.objects.select_for_update().get(pk=source.pk)
    if Closing.objects.filter(source=held).exists():
        raise Conflict(_("This source is closed."))
    return held
