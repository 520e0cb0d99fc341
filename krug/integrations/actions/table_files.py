"""A table of another system: kept, understood, corrected, taken, and its left-out rows mended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import User
from krug.access.rules import may
from krug.accounts.rules import SOURCE
from krug.customers.contact_csv.reading import records
from krug.customers.contact_formats import keep, understood
from krug.customers.errors import FileRefused
from krug.integrations.files import running
from krug.integrations.files.kinds import Outcome, signature
from krug.integrations.models import LeftRow, TableFile
from krug.site.ids import uuid7

FOLDER = "table-files"
SAMPLED = 50


def start_file(author: User, kind: str, source: str, filename: str, chunks: Iterable[bytes]) -> TableFile:
    """Keep the file and find out what its columns are. Raises NotAllowed, WrongInput, FileRefused."""
    unit = _demand(author, kind)
    if not SOURCE(source):
        raise WrongInput(_("Small letters, digits and hyphens are expected."), field="source", value=source)
    uid = uuid7()
    path = settings.KRUG_HOME / FOLDER / f"{uid}.csv"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        digest = keep(chunks, path)
        made = TableFile(uid=uid, unit_id=unit, author=author, kind=kind, source=source)
        made.filename, made.path = Path(filename).name[:200], f"{FOLDER}/{path.name}"
        _understand(made, path)
        with transaction.atomic():
            made.save()
            after = {"file": made.filename, "sha256": digest, "rows": made.rows, "kind": kind}
            audit.record(author, "file_started", "table_file", made.pk, after=after)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


def _understand(made: TableFile, path: Path) -> None:
    _format, made.encoding, made.delimiter, given = understood(path)
    made.header = given is None
    every = records(path, made.encoding, made.delimiter)
    first = given or next((cells for _line, cells in every), [])
    sample = [cells for _line, cells in islice(every, SAMPLED)]
    made.rows = len(sample) + sum(1 for _record in every)
    if not made.rows:
        raise FileRefused(_("The file has no rows under its headings."))
    width = max(len(first), *(len(cells) for cells in sample))
    made.headings = [cell[:80] for cell in first] + [""] * (width - len(first))
    made.signature = signature(made.headings)
    alike = TableFile.objects.filter(unit=made.unit_id, kind=made.kind, signature=made.signature)
    before = alike.exclude(started_at=None).order_by("-id").first()
    made.mapping = before.mapping if before else running.KINDS[made.kind].guess(made.headings)


@transaction.atomic
def set_columns(author: User, file: TableFile, mapping: Mapping[str, str]) -> TableFile:
    """Column number from «0» → field; empty: left out. Not after the start."""
    _demand(author, file.kind)
    held = TableFile.objects.select_for_update().get(pk=file.pk)
    if held.started_at:
        raise Conflict(_("This file is being taken already."))
    kind = running.KINDS[held.kind]
    chosen = {column: name for column, name in mapping.items() if name}
    numbers = {str(number) for number in range(len(held.headings))}
    if set(chosen) - numbers or set(chosen.values()) - kind.fields.keys():
        raise WrongInput(_("There is no such column or field."), field="mapping")
    if len(set(chosen.values())) < len(chosen):
        raise WrongInput(_("Two columns cannot fill one field."), field="mapping")
    held.mapping = chosen
    held.save(update_fields=["mapping"])
    return held


@transaction.atomic
def run_file(author: User, file: TableFile) -> TableFile:
    """Queue the work. Called again for one that stopped, it goes on from there."""
    from krug.integrations.tasks import take_table_file

    held = _begin(author, file)
    if held.finished_at is None:
        take_table_file.enqueue(held.pk)
    return held


def take_file(
    author: User, kind: str, source: str, path: Path, progress: Callable[[int, int], None] | None = None
) -> TableFile:
    """The whole of it at once, for the command line."""
    with path.open("rb") as file:
        made = start_file(author, kind, source, path.name, iter(lambda: file.read(1 << 20), b""))
    _begin(author, made)
    running.run(made.pk, progress)
    return TableFile.objects.get(pk=made.pk)


@transaction.atomic
def _begin(author: User, file: TableFile) -> TableFile:
    _demand(author, file.kind)
    held = TableFile.objects.select_for_update().get(pk=file.pk)
    missing = running.KINDS[held.kind].missing(held.mapping)
    if missing:
        raise WrongInput(
            _("Say which column holds: %(names)s.") % {"names": " / ".join(missing)}, field="mapping"
        )
    if held.started_at is None:
        held.started_at = timezone.now()
        audit.record(author, "file_run", "table_file", held.pk, after={"mapping": held.mapping})
    if held.failure:
        held.failure, held.finished_at = "", None
    held.save(update_fields=["started_at", "failure", "finished_at"])
    return held


@transaction.atomic
def mend_rows(author: User, file: TableFile, cells: Mapping[int, Mapping[int, str]]) -> Outcome:
    """Rows left out, by line, with their new cells by column number; the others named stay as they are.

    What can be taken now is taken. Conflict while the file itself is being taken.
    """
    _demand(author, file.kind)
    held = TableFile.objects.select_for_update().get(pk=file.pk)
    if held.finished_at is None:
        raise Conflict(_("Wait until the file has been taken to its end."))
    left: Sequence[LeftRow] = list(held.left.filter(line__in=cells).order_by("line"))
    for row in left:
        wide = [*row.cells, *[""] * (len(held.headings) - len(row.cells))]
        row.cells = [cells[row.line].get(number, cell)[:1000] for number, cell in enumerate(wide)]
    outcome = running.take_again(held, left)
    audit.record(author, "rows_mended", "table_file", held.pk, after={"rows": len(left)})
    return outcome


def _demand(author: User, kind: str) -> int:
    if kind not in running.KINDS:
        raise WrongInput(field="kind", value=kind)
    if not may(author, running.KINDS[kind].permission) or author.unit_id is None:
        raise NotAllowed
    return author.unit_id
