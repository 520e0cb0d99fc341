"""The work of taking an import back, in batches: each one transaction, so that a kill loses nothing."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from krug.access import audit
from krug.access.actions.scope import place_many
from krug.customers.actions.workplace import forgotten
from krug.customers.contact_csv.kept import reasons, used
from krug.customers.listing import places
from krug.customers.models import (
    ContactPoint,
    FieldVersion,
    Identity,
    ImportedRow,
    ImportUndoing,
    Link,
    Organisation,
    Person,
)
from krug.customers.search import index
from krug.customers.stitching.refresh import refresh, refresh_values
from krug.fields.actions import forget_values
from krug.touches.queries import last_received

BATCH = 500


def run(pk: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Do what is left. Two at once do no harm: each batch is taken by one of them."""
    undoing = ImportUndoing.objects.get(pk=pk)
    while undoing.finished_at is None:
        undoing = _batch(pk)
        if progress:
            progress(undoing.removed + undoing.kept, undoing.rows)


@transaction.atomic
def _batch(pk: int) -> ImportUndoing:
    undoing = ImportUndoing.objects.select_for_update().select_related("contact_import").get(pk=pk)
    if undoing.finished_at:
        return undoing
    left = ImportedRow.objects.filter(contact_import=undoing.contact_import_id, kept="")
    # People first: an organisation goes only when none of them is left there. What was made last goes first:
    # a chain was made before what belongs to it.
    some = list(left.order_by("-kind", "-id")[:BATCH])
    some = [row for row in some if row.kind == some[0].kind]
    if some and some[0].kind == "organisation":
        some = _lowest(some, left) or some
    if some:
        _decide(undoing, some)
    else:
        undoing.finished_at = timezone.now()
    undoing.save(update_fields=["removed", "kept", "finished_at"])
    return undoing


def _lowest(some: list[ImportedRow], left: QuerySet[ImportedRow]) -> list[ImportedRow]:
    """Those to which nothing belongs that may still go."""
    below = Organisation.objects.filter(
        parent__in=[row.row for row in some], pk__in=left.filter(kind="organisation").values("row")
    )
    above = set(below.values_list("parent", flat=True))
    return [row for row in some if row.row not in above]


def _decide(undoing: ImportUndoing, some: list[ImportedRow]) -> None:
    kind, ids = some[0].kind, [row.row for row in some]
    why = reasons(kind, ids)
    for row in some:
        row.kept = why.get(row.row, "")
    ImportedRow.objects.bulk_update([row for row in some if row.kept], ["kept"])
    gone = [row.row for row in some if not row.kept]
    _remove_people(gone) if kind == "person" else _remove_organisations(gone)
    index.drop(kind, gone)
    place_many([(kind, id, [], "") for id in gone])
    places.drop(kind, gone)
    FieldVersion.objects.filter(kind=kind, row__in=gone).delete()
    forget_values(kind, gone)
    ImportedRow.objects.filter(pk__in=[row.pk for row in some if not row.kept]).delete()
    from_import = {"import": undoing.contact_import_id}
    audit.record_many(undoing.author, "removed", kind, [(id, from_import, {}) for id in gone])
    undoing.removed += len(gone)
    undoing.kept += len(some) - len(gone)


def _remove_people(ids: Collection[int]) -> None:
    forgotten(ids)
    links = Link.objects.filter(person__in=ids)
    identities = set(links.values_list("identity", flat=True))
    links.delete()
    Person.objects.filter(pk__in=ids).delete()
    refresh(identities)
    _forget(identities)


def _forget(identities: Collection[int]) -> None:
    """Phones and e-mails that nothing else knows of; others stay whose they are."""
    needed = set(Link.objects.filter(identity__in=identities).values_list("identity", flat=True))
    needed |= used(Identity, identities).keys() | last_received(identities).keys()
    Identity.objects.filter(pk__in=set(identities) - needed).delete()


def _remove_organisations(ids: Collection[int]) -> None:
    points = ContactPoint.objects.filter(organisation__in=ids).values_list("kind", "normal")
    freed = list(points)
    Organisation.objects.filter(pk__in=ids).delete()
    refresh_values(freed)
