"""Files of tills and books, and their rows that were left out: a customer may stand in them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from krug.customers.privacy import files
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.integrations.models import LeftRow, TableFile


def _left(subject: Subject) -> Iterator[LeftRow]:
    units = {person.unit_id for person in subject.people}
    rows = LeftRow.objects.filter(file__unit__in=units).select_related("file").order_by("id")
    return (row for row in rows.iterator(files.CHUNK) if subject.is_in(row.cells))


def _rows(subject: Subject) -> Rows:
    return [{"file": row.file.filename, "line": row.line, "cells": row.cells} for row in _left(subject)]


def _empty(subject: Subject) -> int:
    rows = list(_left(subject))
    for row in rows:
        row.cells, row.reason = [""] * len(row.cells), "–"
    LeftRow.objects.bulk_update(rows, ["cells", "reason"], batch_size=500)
    return len(rows)


def register_all() -> None:
    register(Place("left_rows", _("Rows of files of tills and books that were not taken"), _rows, _empty))
    register(
        Place(
            "table_files",
            _("Files of tills and books"),
            lambda subject: files.named(subject, TableFile),
            lambda subject: files.blank(subject, TableFile),
        )
    )
