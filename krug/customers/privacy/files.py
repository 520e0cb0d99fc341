"""Imported files and their rows that were not taken: a customer may stand in them without any card."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import Model

from krug.analysis.files import write_whole
from krug.customers.models import ContactImport, RejectedRow
from krug.customers.privacy.places import Rows
from krug.customers.privacy.subject import Subject

CHUNK = 2_000


def rejected(subject: Subject) -> Rows:
    return [
        {"file": row.contact_import.filename, "line": row.line, "cells": row.cells}
        for row in _rejected(subject)
    ]


def empty_rejected(subject: Subject) -> int:
    """The line and that it was not taken stay, so that an import's sums are right."""
    rows = list(_rejected(subject))
    for row in rows:
        row.cells, row.reason = [""] * len(row.cells), "–"
    RejectedRow.objects.bulk_update(rows, ["cells", "reason"], batch_size=500)
    return len(rows)


def _rejected(subject: Subject) -> Iterator[RejectedRow]:
    units = {person.unit_id for person in subject.people}
    rows = RejectedRow.objects.filter(contact_import__unit__in=units).select_related("contact_import")
    return (row for row in rows.order_by("id").iterator(CHUNK) if subject.is_in(row.cells))


def named(subject: Subject, model: type[Model] = ContactImport) -> Rows:
    """Of another model that keeps such files: it has the same columns."""
    return [
        {"file": held.filename, "line": number, "text": line.strip()}
        for held, path in _files(subject, model)
        for number, line, about in _lines(held, path, subject)
        if about
    ]


def blank(subject: Subject, model: type[Model] = ContactImport) -> int:
    """His lines become empty ones, so that the others keep their numbers. Answers how many did."""
    gone = 0
    for held, path in _files(subject, model):
        lines = list(_lines(held, path, subject))
        found = sum(about for _number, _line, about in lines)
        if found:
            kept = [_end(line) if about else line for _number, line, about in lines]
            text = "".join(kept).encode(held.encoding or "utf-8", "replace")
            write_whole(path, partial(_write, text), path.parent / "aside")
        gone += found
    return gone


def _files(subject: Subject, model: type[Model]) -> Iterator[tuple[Any, Path]]:
    units = {person.unit_id for person in subject.people}
    kept: Any = model._default_manager
    for held in kept.filter(unit__in=units).exclude(path="").order_by("id"):
        path = settings.KRUG_HOME / held.path
        if path.is_file():
            yield held, path


def _lines(held: Any, path: Path, subject: Subject) -> Iterator[tuple[int, str, bool]]:
    text = path.read_bytes().decode(held.encoding or "utf-8", "replace")
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        try:
            cells = next(csv.reader([line], delimiter=held.delimiter or ","), [])
        except csv.Error:
            cells = [line]
        yield number, line, subject.is_in(cells)


def _write(text: bytes, file: IO[bytes]) -> None:
    file.write(text)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
