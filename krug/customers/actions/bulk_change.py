"""A field of many cards set at once: begun, worked off in batches, stopped, taken back."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from krug.access import audit
from krug.access.errors import Conflict, WrongInput
from krug.access.models import User
from krug.access.rules import Permission
from krug.access.scopes import seen_among
from krug.customers.actions.edit_many import edit_many, values
from krug.customers.actions.surroundings import require
from krug.customers.models import BulkChange, BulkRow
from krug.customers.queries.facets import territories_of
from krug.customers.queries.lists import Filters, of_filters, walk
from krug.site.bulk import insert

BATCH = 100
MOST = 100_000
"""Cards of one change: what was there before is kept for each."""
State = BulkRow.State


@transaction.atomic
def start_bulk_change(
    author: User,
    kind: str,
    field: str,
    value: str,
    rows: Sequence[int] | None,
    filters: Filters | None = None,
) -> BulkChange:
    """Those rows, or, where none are named, every row that these filters find now. Queued.

    Raises NotAllowed, WrongInput.
    """
    from krug.customers.tasks import work_off_bulk_change

    require(author, Permission.EDIT_CUSTOMERS)
    _demand(author, kind, field, value)
    found = _named(author, kind, rows) if rows is not None else _found(author, filters)
    if not found:
        raise WrongInput(_("Choose at least one row."), field="rows", value=0)
    made = BulkChange.objects.create(author=author, kind=kind, field=field, value=value, rows=len(found))
    insert(
        BulkRow,
        ("change_id", "row", "state", "before", "reason"),
        [(made.pk, row, State.WAITS, "", "") for row in found],
    )
    audit.record(
        author, "bulk_change", kind, made.pk, after={"field": field, "value": value, "rows": len(found)}
    )
    work_off_bulk_change.enqueue(made.pk)
    return made


@transaction.atomic
def stop_bulk_change(author: User, change: BulkChange) -> BulkChange:
    """After the batch in hand. What is done stays done, and can be taken back."""
    held = BulkChange.objects.select_for_update().get(pk=change.pk)
    if held.is_going:
        held.cancelled_at = timezone.now()
        held.save(update_fields=["cancelled_at"])
        audit.record(author, "bulk_change_stopped", held.kind, held.pk, after={"done": held.done})
    return held


@transaction.atomic
def undo_bulk_change(author: User, change: BulkChange) -> BulkChange:
    """Every card gets back what it had, but for those that somebody has changed since. Again: no change."""
    from krug.customers.tasks import work_off_bulk_change

    require(author, Permission.EDIT_CUSTOMERS)
    held = BulkChange.objects.select_for_update().get(pk=change.pk)
    if held.is_going:
        raise Conflict(_("Stop it first, or wait until it is done."))
    if held.undone_at is None:
        held.undone_at = timezone.now()
        held.save(update_fields=["undone_at"])
        audit.record(author, "bulk_change_undone", held.kind, held.pk, after={"rows": held.done})
        work_off_bulk_change.enqueue(held.pk)
    return held


def run_bulk_change(pk: int) -> None:
    """Work off what waits, or what is to be put back. After a kill it goes on with the next batch."""
    held = BulkChange.objects.select_related("author").get(pk=pk)
    if held.is_going and held.started_at is None:
        BulkChange.objects.filter(pk=pk).update(started_at=timezone.now())
    with override(held.author.language):
        while _batch(pk):
            pass


@transaction.atomic
def _batch(pk: int) -> bool:
    """One transaction: its cards, and that they are done. Whether there was anything to do."""
    held = BulkChange.objects.select_for_update().get(pk=pk)
    back = held.undone_at is not None
    if not back and not held.is_going:
        return False
    turn = BulkRow.objects.filter(change=held, state=State.DONE if back else State.WAITS).order_by("id")
    some = list(turn[:BATCH])
    if some:
        _put_back(held, some) if back else _set(held, some)
        BulkRow.objects.bulk_update(some, ["state", "before", "reason"])
    if not back:
        held.done += len(some)
        held.finished_at = held.finished_at if some else timezone.now()
        held.save(update_fields=["done", "finished_at"])
    return bool(some)


def _set(held: BulkChange, some: Sequence[BulkRow]) -> None:
    now = values(held.kind, held.field, [one.row for one in some])
    for one in some:
        one.before = _text(now.get(one.row))
    refused = edit_many(
        held.author, held.kind, {one.row: {held.field: _value(held, held.value)} for one in some}
    )
    _note(some, refused, State.DONE)


def _put_back(held: BulkChange, some: Sequence[BulkRow]) -> None:
    now = values(held.kind, held.field, [one.row for one in some])
    ours = [one for one in some if one.row in now and _text(now[one.row]) == held.value]
    refused = edit_many(
        held.author, held.kind, {one.row: {held.field: _value(held, one.before)} for one in ours}
    )
    since = _("Changed since by somebody else.")
    _note(some, {one.row: since for one in some if one not in ours} | refused, State.BACK, State.KEPT)


def _note(some: Iterable[BulkRow], refused: dict[int, str], done: str, not_done: str = State.REFUSED) -> None:
    for one in some:
        one.state = not_done if one.row in refused else done
        one.reason = refused.get(one.row, "")[:200]


def _value(held: BulkChange, text: str) -> object:
    if held.field == BulkChange.Field.TERRITORY:
        return int(text) if text else None
    return text


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _demand(author: User, kind: str, field: str, value: str) -> None:
    fields = BulkChange.Field
    choices = {
        fields.CLASS: ["A", "B", "C", ""],
        fields.TERRITORY: [str(pk) for pk, _name in territories_of(author)],
    }
    if field not in choices:
        raise WrongInput(_("Choose one of the list."), field="field", value=field)
    if value not in choices[fields(field)]:
        raise WrongInput(_("Choose one of the list."), field=field, value=value)


def _named(author: User, kind: str, rows: Sequence[int]) -> list[int]:
    return sorted(seen_among(author, kind, list(dict.fromkeys(rows))))


def _found(author: User, filters: Filters | None) -> list[int]:
    """What the filters find now: a change may take rows out of what they find."""
    if filters is None:
        return []
    found: list[int] = []
    for page in walk(of_filters(filters), author, filters):
        found += page
        if len(found) > MOST:
            words = _("At most %(limit)d at once: choose a filter.") % {"limit": MOST}
            raise WrongInput(words, field="rows", value=len(found))
    return found
