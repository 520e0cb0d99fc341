"""What has happened to a customer since his card was opened: how many touches, whose edits."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from krug.access import paging
from krug.access.models import AuditEntry, User
from krug.customers.models import Organisation, Person
from krug.customers.queries.identity import group_of, identities_of
from krug.customers.queries.organisations import cards_of
from krug.touches.queries import count_after, standing_sql

MOST = 99
CURSOR = "news"
SILENT = ("read", "exported")
"""Entries of the audit that change nothing."""


@dataclass(frozen=True, slots=True)
class News:
    """`touches`: MOST stands for so many and more; `authors`: who else changed it, of people."""

    touches: int = 0
    changed: bool = False
    authors: tuple[str, ...] = ()

    @property
    def count(self) -> str:
        return f"{MOST}+" if self.touches == MOST else str(self.touches)

    @property
    def any(self) -> bool:
        return bool(self.touches or self.changed)


def standing() -> str:
    """Where a card that is shown now stands in the log and in the audit: signed, for `news_of`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {standing_sql()}, (SELECT max(id) FROM {AuditEntry._meta.db_table})")
        log, entry = cursor.fetchone()
    return paging.cursor([log, entry or 0], CURSOR)


def news_of(viewer: User, person: Person, since: str) -> News:
    """What the viewer did himself is no news. Raises WrongInput for what `standing` never said."""
    found = paging.position(since, CURSOR)
    if found is None:
        return News()
    log, entry = found
    touches = count_after(identities_of(person), log, f"user:{viewer.pk}", MOST)
    return News(touches, *_edits(viewer, "person", group_of(person), entry))


def news_of_organisation(viewer: User, card: Organisation, since: str) -> News:
    """The same of an organisation, to whom no touch belongs."""
    found = paging.position(since, CURSOR)
    return News(0, *_edits(viewer, "organisation", cards_of(card.pk), found[1])) if found else News()


def _edits(viewer: User, kind: str, cards: Collection[int], entry: int) -> tuple[bool, tuple[str, ...]]:
    """Whether others have changed one of the cards after that entry of the audit, and who they were."""
    rows = AuditEntry.objects.filter(
        object_kind=kind, object_id__in=[str(one) for one in cards], id__gt=entry
    )
    told = rows.exclude(verb__in=SILENT).exclude(actor=viewer.pk)
    names = list(told.order_by("actor__name").values_list("actor__name", flat=True).distinct())
    return bool(names), tuple(name for name in names if name)
