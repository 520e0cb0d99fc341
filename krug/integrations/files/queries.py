"""What a file shows: its columns, how far it is, what was left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from krug.access.models import User
from krug.access.rules import may
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.integrations.files.running import KINDS, data_records
from krug.integrations.models import LeftRow, TableFile

SAMPLED = 50
SAMPLES = 3
SHOWN = 25
"""Rows that are mended on one page."""


@dataclass(frozen=True, slots=True)
class Column:
    number: str
    heading: str
    samples: list[str]
    field: str


def kinds_of(viewer: User) -> list[tuple[str, str]]:
    """What files he may bring: (code, name)."""
    return [(code, str(name)) for code, name in TableFile.Kind.choices if may(viewer, KINDS[code].permission)]


def files_of(viewer: User, limit: int = 20) -> list[TableFile]:
    kinds = [code for code, _name in kinds_of(viewer)]
    return list(TableFile.objects.filter(author=viewer, kind__in=kinds).order_by("-id")[:limit])


def sources_of(viewer: User) -> list[str]:
    """Tills and systems that files of the unit came from."""
    rows = TableFile.objects.filter(unit=viewer.unit_id).order_by("source")
    return list(rows.values_list("source", flat=True).distinct()[:50])


def reach_file(viewer: User, uid: UUID) -> TableFile:
    """One's own file; Http404 otherwise."""
    found = TableFile.objects.filter(uid=uid, author=viewer).first()
    if found is None or not may(viewer, KINDS[found.kind].permission):
        raise Http404
    return found


def columns_of(held: TableFile) -> list[Column]:
    """Raises FileRefused when the file is gone."""
    some = [cells for _line, cells in islice(data_records(held), SAMPLED)]
    return [
        Column(
            str(number),
            heading,
            [cells[number] for cells in some if number < len(cells) and cells[number]][:SAMPLES],
            held.mapping.get(str(number), ""),
        )
        for number, heading in enumerate(held.headings)
    ]


def state_of(held: TableFile) -> str:
    """columns, running, failed, finished."""
    if held.started_at is None:
        return "columns"
    if held.finished_at is None:
        return "running"
    return "failed" if held.failure else "finished"


def left_csv(held: TableFile) -> Iterator[bytes]:
    """The rows left out, whole, with line and reason; mended, the file may be sent again as it is."""
    yield BOM
    yield csv_line([*held.headings, _("Line"), _("Reason")])
    width = len(held.headings)
    for row in LeftRow.objects.filter(file=held).order_by("line").iterator(chunk_size=1000):
        cells = [str(cell) for cell in row.cells] + [""] * (width - len(row.cells))
        yield csv_line([*cells, str(row.line), row.reason])
