"""The work of taking a file: batches, each one transaction with its place in the file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from krug.access.errors import KrugError
from krug.access.models import Unit
from krug.customers.contact_csv.reading import Record, records
from krug.customers.errors import FileRefused
from krug.integrations.files.kinds import Kind, Outcome, Row, row_of
from krug.integrations.files.papers import KIND as PAPERS
from krug.integrations.files.purchases import KIND as PURCHASES
from krug.integrations.models import LeftRow, TableFile

KINDS: dict[str, Kind] = {TableFile.Kind.PURCHASES: PURCHASES, TableFile.Kind.PAPERS: PAPERS}
BATCH = 500


def run(pk: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Do what is left. Two at once do no harm: each batch is taken by one of them."""
    held = TableFile.objects.select_related("author").get(pk=pk)
    with override(held.author.language):
        try:
            for batch in _batches(held):
                held = _take(pk, batch)
                if progress:
                    progress(held.done, held.rows)
            TableFile.objects.filter(pk=pk, finished_at=None).update(finished_at=timezone.now())
        except KrugError as error:
            told = str(error.detail or error.title)[:300]
            TableFile.objects.filter(pk=pk).update(failure=told, finished_at=timezone.now())


def data_records(held: TableFile) -> Iterator[Record]:
    """The file's records without the headings."""
    path: Path = settings.KRUG_HOME / held.path
    if not path.exists():
        raise FileRefused(_("The file is no longer there."))
    every = records(path, held.encoding, held.delimiter)
    if held.header:
        next(every, None)
    return every


def _batches(held: TableFile) -> Iterator[tuple[int, list[Row]]]:
    """What is not done yet, with the number of records before it. No receipt is cut in two."""
    together = KINDS[held.kind].together
    batch: list[Row] = []
    begun = held.done
    for number, record in enumerate(data_records(held)):
        if number < held.done:
            continue
        row = row_of(record, held.mapping)
        whole = not together or not batch or row.get(together) != batch[-1].get(together)
        if len(batch) >= BATCH and whole:
            yield begun, batch
            begun, batch = number, []
        batch.append(row)
    if batch:
        yield begun, batch


@transaction.atomic
def _take(pk: int, batch: tuple[int, list[Row]]) -> TableFile:
    begun, rows = batch
    held = TableFile.objects.select_for_update(of=("self",)).select_related("author").get(pk=pk)
    if held.finished_at or held.done != begun:
        return held
    outcome = _done(held, rows)
    LeftRow.objects.bulk_create(
        LeftRow(file=held, line=row.line, cells=row.record, reason=outcome.left[row.line][:300])
        for row in rows
        if row.line in outcome.left
    )
    held.done += len(rows)
    held.save(update_fields=["done", "taken", "known"])
    return held


def _done(held: TableFile, rows: Sequence[Row]) -> Outcome:
    # Two files at once wait for one another: both would tell the same.
    Unit.objects.select_for_update().get(pk=held.unit_id)
    outcome = KINDS[held.kind].take(held, rows)
    held.taken += outcome.taken
    held.known += outcome.known
    return outcome


@transaction.atomic
def take_again(held: TableFile, left: Sequence[LeftRow]) -> Outcome:
    """Rows that were left out, as they stand now: those that are taken are left out no longer."""
    locked = TableFile.objects.select_for_update(of=("self",)).select_related("author").get(pk=held.pk)
    rows = [row_of((one.line, one.cells), locked.mapping) for one in left]
    outcome = _done(locked, rows)
    for one in left:
        one.reason = outcome.left.get(one.line, "")[:300]
        if one.reason:
            one.save(update_fields=["cells", "reason"])
        else:
            one.delete()
    locked.save(update_fields=["taken", "known"])
    return outcome
