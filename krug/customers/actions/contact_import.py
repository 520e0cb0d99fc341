"""Import of contacts from a file: taken in, understood, corrected by hand, run in batches."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict
from krug.access.models import Territory, User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require, surroundings
from krug.customers.contact_csv import columns, kinds, run
from krug.customers.contact_csv.reading import records
from krug.customers.contact_formats import keep, understood
from krug.customers.errors import FieldError, FileRefused, Invalid
from krug.customers.models import ContactImport, ImportUndoing, SavedMapping
from krug.site.ids import uuid7

FOLDER = "imports"
SAMPLED = 200
_WRONG = {
    "unknown_column": _("The file has no such column."),
    "unknown_field": _("There is no such field."),
    "twice": _("Two columns cannot fill this field."),
}


def start_import(
    author: User,
    filename: str,
    chunks: Iterable[bytes],
    territory: Territory | None = None,
    kind: str = ContactImport.Kind.PERSON,
) -> ContactImport:
    """Keep the file and find out how it was written. Raises FileRefused; nothing is kept then."""
    require(author, Permission.IMPORT)
    unit = territory.unit_id if territory else author.unit_id
    if unit is None or (territory and not _his(author, territory)):
        raise Invalid([FieldError("territory", None, "unknown_reference", _("Say for which territory."))])
    uid = uuid7()
    path = settings.KRUG_HOME / FOLDER / f"{uid}.csv"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        digest = keep(chunks, path)
        made = ContactImport(uid=uid, unit_id=unit, author=author, territory=territory, kind=kind)
        made.filename = Path(filename).name[:200]
        made.path = f"{FOLDER}/{path.name}"
        _understand(made, path)
        with transaction.atomic():
            made.save()
            after = {"file": made.filename, "sha256": digest, "rows": made.rows}
            audit.record(author, "import_started", "import", made.pk, after=after)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


@transaction.atomic
def set_mapping(author: User, contact_import: ContactImport, mapping: Mapping[str, str]) -> ContactImport:
    """Column number from «0» → field of its kind, or own.<key>; empty: left out. Not after the start."""
    require(author, Permission.IMPORT)
    held = ContactImport.objects.select_for_update().get(pk=contact_import.pk)
    if held.started_at:
        raise Conflict(_("This import has begun already."))
    mapping = {column: field for column, field in mapping.items() if field}
    wrong = _wrong(held, mapping)
    if wrong:
        raise Invalid([FieldError("mapping", mapping, *wrong)])
    held.mapping = dict(mapping)
    held.save(update_fields=["mapping"])
    _remember(author, held)
    return held


def _wrong(held: ContactImport, mapping: Mapping[str, str]) -> tuple[str, Any] | None:
    """(code, words)"""
    fields = kinds.kind_of(held).fields
    code = columns.check(mapping, len(held.headings), fields)
    return (code, _WRONG.get(code, fields.missing)) if code else None


def _remember(author: User, held: ContactImport) -> None:
    """The next file with these headings in this unit begins with what was chosen for this one."""
    headings = columns.signature(held.headings, kinds.kind_of(held).fields)
    if headings:
        SavedMapping.objects.update_or_create(
            unit_id=held.unit_id, headings=headings, defaults={"mapping": held.mapping, "author": author}
        )


def _remembered(held: ContactImport) -> dict[str, str] | None:
    headings = columns.signature(held.headings, kinds.kind_of(held).fields)
    rows = SavedMapping.objects.filter(unit_id=held.unit_id, headings=headings)
    mapping: dict[str, str] | None = rows.values_list("mapping", flat=True).first()
    return None if mapping is None or _wrong(held, mapping) else mapping


@transaction.atomic
def run_import(author: User, contact_import: ContactImport) -> ContactImport:
    """Queue the work. Called again for one that stopped or was cancelled half-way, it goes on from there."""
    from krug.customers.tasks import run_contact_import

    held = _begin(author, contact_import)
    if held.finished_at is None:
        run_contact_import.enqueue(held.pk)
    return held


@transaction.atomic
def cancel_import(author: User, contact_import: ContactImport) -> ContactImport:
    """Stop after the batch in hand: rows that are in stay, the rest is not done. Once done it stays done."""
    require(author, Permission.IMPORT)
    # A batch holds this row until it is written, so the line is drawn between two batches, never within one.
    held = ContactImport.objects.select_for_update().get(pk=contact_import.pk)
    if held.started_at is None:
        raise Conflict(_("This import has not begun yet."))
    if held.finished_at is None:
        held.cancelled_at = held.finished_at = timezone.now()
        held.save(update_fields=["cancelled_at", "finished_at"])
        audit.record(author, "import_cancelled", "import", held.pk, after={"done": held.done})
    return held


def import_contacts(
    path: Path,
    user: User,
    territory: Territory | None = None,
    progress: Callable[[int, int], None] | None = None,
    kind: str = ContactImport.Kind.PERSON,
) -> ContactImport:
    """The whole of it at once, for the command line. `progress(done, rows)` after each batch."""
    with path.open("rb") as file:
        made = start_import(user, path.name, iter(lambda: file.read(1 << 20), b""), territory, kind)
    wrong = _wrong(made, made.mapping)
    if wrong:
        raise FileRefused(wrong[1])
    _begin(user, made)
    run.run(made.pk, progress)
    return ContactImport.objects.get(pk=made.pk)


@transaction.atomic
def _begin(author: User, contact_import: ContactImport) -> ContactImport:
    require(author, Permission.IMPORT)
    held = ContactImport.objects.select_for_update().get(pk=contact_import.pk)
    if ImportUndoing.objects.filter(contact_import=held).exists():
        raise Conflict(_("This import has been taken back. Upload the file again."))
    wrong = _wrong(held, held.mapping)
    if wrong:
        raise Invalid([FieldError("mapping", held.mapping, *wrong)])
    if held.started_at is None:
        held.started_at = timezone.now()
        audit.record(author, "import_run", "import", held.pk, after={"mapping": held.mapping})
    if held.failure or held.cancelled_at:
        held.failure, held.cancelled_at, held.finished_at = "", None, None
    held.save(update_fields=["started_at", "failure", "cancelled_at", "finished_at"])
    return held


def _his(author: User, territory: Territory) -> bool:
    return territory.pk in surroundings(author, [{"territory": territory.pk}]).territories


def _understand(made: ContactImport, path: Path) -> None:
    fields = kinds.kind_of(made).fields
    made.format, made.encoding, made.delimiter, given = understood(path, made.kind)
    sample: list[list[str]] = []
    for _line, cells in records(path, made.encoding, made.delimiter):
        made.rows += 1
        if len(sample) < SAMPLED:
            sample.append(cells)
    if not sample:
        raise FileRefused(_("The file is empty."))
    made.header = given is None and columns.has_header(sample[0], fields)
    header = given or (sample[0] if made.header else None)
    rows = sample[1:] if made.header else sample
    made.rows -= made.header
    width = max(len(cells) for cells in sample)
    made.headings = [cell[:80] for cell in header or []]
    made.headings += [""] * (width - len(made.headings))
    made.mapping = _remembered(made) or columns.guess(header, rows, fields)
