"""The work of an import: batches, each one transaction with its place in the file: a kill loses nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from krug.customers.contact_csv import kinds
from krug.customers.contact_csv.judged import reason
from krug.customers.contact_csv.reading import Record, records
from krug.customers.errors import FileRefused
from krug.customers.models import ContactImport, RejectedRow

BATCH = 1_000
"""Rows in one transaction: fewer cost a wait for the disk each, more would keep other writers waiting."""


@dataclass(slots=True)
class _Reader:
    """Where one worker stands in the file: `number` records read."""

    left: Iterator[Record]
    number: int = 0

    def take(self, many: int) -> list[Record]:
        some = list(islice(self.left, many))
        self.number += len(some)
        return some


def run(pk: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Do what is left of the import. Two at once do no harm: each batch is taken by one of them."""
    held = ContactImport.objects.select_related("author").get(pk=pk)
    with override(held.author.language):
        try:
            reader = _Reader(data_records(held))
            while not held.finished_at:
                held, reader = _batch(pk, reader)
                if progress:
                    progress(held.done, held.rows)
        except FileRefused as refused:
            ContactImport.objects.filter(pk=pk).update(failure=str(refused)[:300], finished_at=timezone.now())


@transaction.atomic
def _batch(pk: int, reader: _Reader) -> tuple[ContactImport, _Reader]:
    held = ContactImport.objects.select_for_update().get(pk=pk)
    if held.finished_at:
        return held, reader
    if reader.number != held.done:
        reader = _reopen(held)
    some = reader.take(BATCH)
    if some:
        _take(held, some)
        held.done = reader.number
    else:
        held.finished_at = timezone.now()
    held.save(update_fields=["done", "created", "doubles", "finished_at"])
    return held, reader


def _reopen(held: ContactImport) -> _Reader:
    """Go past what was done before a kill."""
    reader = _Reader(data_records(held))
    while reader.number < held.done and reader.take(min(BATCH, held.done - reader.number)):
        pass
    return reader


def data_records(held: ContactImport) -> Iterator[Record]:
    """The file's records without the headings."""
    path: Path = settings.KRUG_HOME / held.path
    if not path.exists():
        raise FileRefused(_("The file is no longer there."))
    every = records(path, held.encoding, held.delimiter)
    if held.header:
        next(every, None)
    return every


def _take(held: ContactImport, some: Sequence[Record]) -> None:
    kind = kinds.kind_of(held)
    # What the batches before have made is among the cards: to remember it here too would fill the memory.
    judged = kind.judge(held, some, kind.seen())
    good = [one for one in judged if not one.left_out]
    kind.take(held, good)
    bad = [one for one in judged if one.left_out]
    RejectedRow.objects.bulk_create(
        [
            RejectedRow(
                contact_import=held,
                line=one.row.line,
                cells=one.row.cells,
                double=not one.errors,
                reason=reason(one, kind.fields)[:300],
            )
            for one in bad
        ]
    )
    held.created += len(good)
    held.doubles += sum(not one.errors for one in bad)
