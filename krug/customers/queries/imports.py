"""What an import shows: the file as understood, what will happen, how far it is, what was left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.customers.contact_csv import kinds, run
from krug.customers.contact_csv.columns import signature
from krug.customers.contact_csv.judged import Judged, reason
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.customers.contact_formats import NAMES
from krug.customers.models import ContactImport, RejectedRow, SavedMapping

SHOWN = 20
JUDGED = 1000
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """`fate`: new, double (left out), alike (taken, but looks like a double), wrong (left out)."""

    line: int
    cells: list[str]
    name: str
    fate: str
    why: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its number as text, heading, some of its cells, the field it fills or empty."""

    number: str
    heading: str
    samples: list[str]
    field: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`written`: format or encoding; `rows`: the first SHOWN; the counts are of the first `judged` rows.

    `remembered`: the columns are as somebody chose them for a file with these headings before.
    """

    written: str
    remembered: bool
    columns: list[Column]
    rows: list[PreviewRow]
    judged: int
    new: int
    doubles: int
    alike: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`state`: mapping, running, finished, failed, cancelled. `left`: seconds to go, None: not known."""

    state: str
    done: int
    rows: int
    created: int
    doubles: int
    rejected: int
    left: int | None
    failure: str

    @property
    def undone(self) -> int:
        return max(0, self.rows - self.done)

    @property
    def percent(self) -> int:
        return 100 if not self.rows else self.done * 100 // self.rows


def reach_import(viewer: User, uid: UUID) -> ContactImport:
    """One's own import; Http404 otherwise."""
    found = ContactImport.objects.filter(uid=uid, author=viewer).select_related("territory", "author").first()
    if found is None or not may(viewer, Permission.IMPORT):
        raise Http404
    return found


def imports_of(viewer: User, kind: str = "", limit: int = 20) -> list[ContactImport]:
    """The newest first; `kind`: only those."""
    own = ContactImport.objects.filter(author=viewer, **({"kind": kind} if kind else {}))
    return list(own.select_related("undoing").order_by("-id")[:limit])


def preview(held: ContactImport) -> Preview:
    """What would happen with the mapping as it is now. Raises FileRefused when the file is gone."""
    some = list(islice(run.data_records(held), JUDGED))
    fates: list[PreviewRow] = []
    kind = kinds.kind_of(held)
    seen = kind.seen()
    for start in range(0, len(some), run.BATCH):
        judged = kind.judge(held, some[start : start + run.BATCH], seen)
        fates += [_preview_row(kind, one) for one in judged]
    count = {fate: sum(row.fate == fate for row in fates) for fate in ("new", "double", "alike", "wrong")}
    columns = [
        Column(
            str(number),
            heading,
            [cells[number] for _line, cells in some[:50] if number < len(cells) and cells[number]][:SAMPLES],
            held.mapping.get(str(number), ""),
        )
        for number, heading in enumerate(held.headings)
    ]
    written = NAMES[held.format]
    if held.format == "csv":
        written = {"cp1251": "Windows-1251"}.get(held.encoding, held.encoding.upper().removesuffix("-SIG"))
    return Preview(
        written,
        _remembered(held),
        columns,
        fates[:SHOWN],
        len(some),
        count["new"],
        count["double"],
        count["alike"],
        count["wrong"],
    )


def _remembered(held: ContactImport) -> bool:
    rows = SavedMapping.objects.filter(
        unit=held.unit_id, headings=signature(held.headings, kinds.kind_of(held).fields)
    )
    saved = rows.filter(at__lt=held.created_at).values_list("mapping", flat=True).first()
    return saved is not None and saved == held.mapping


def _preview_row(kind: kinds.Kind, one: Judged) -> PreviewRow:
    if one.errors:
        fate = "wrong"
    elif one.double:
        fate = "double" if one.double.sure else "alike"
    else:
        fate = "new"
    return PreviewRow(one.row.line, one.row.cells, one.row.title, fate, reason(one, kind.fields))


def fields(held: ContactImport) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What a column may fill, Krug's and own: (field, its name)."""
    of = kinds.kind_of(held).fields
    return [(field, str(name)) for field, name in of.names.items()], list(of.own.items())


def state_of(held: ContactImport) -> str:
    if held.finished_at:
        return "failed" if held.failure else "cancelled" if held.cancelled_at else "finished"
    return "mapping" if held.started_at is None else "running"


def progress(held: ContactImport) -> Progress:
    state, left = state_of(held), None
    if state == "running" and held.done and held.started_at:
        spent = timezone.now() - held.started_at
        left = round(spent / timedelta(seconds=1) * (held.rows - held.done) / held.done)
    rejected = held.rejected.filter(double=False).count()
    return Progress(state, held.done, held.rows, held.created, held.doubles, rejected, left, held.failure)


def rejected_csv(held: ContactImport) -> Iterator[bytes]:
    """The rows left out, whole, with line and reason, in UTF-8 with a mark; no cell runs as a formula."""
    yield BOM
    yield csv_line([*held.headings, _("Line"), _("Reason")])
    width = len(held.headings)
    rows = RejectedRow.objects.filter(contact_import=held).order_by("line")
    for row in rows.iterator(chunk_size=1000):
        cells = [str(cell) for cell in row.cells] + [""] * (width - len(row.cells))
        yield csv_line([*cells, str(row.line), row.reason])
