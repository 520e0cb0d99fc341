"""Lists that become files in the background: asked for, made, stopped, taken away after a while."""

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from krug.access import audit
from krug.access.errors import KrugError, NotAllowed, WrongInput
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import seen_among
from krug.customers.actions.export import begin_export, tabled
from krug.customers.actions.surroundings import require
from krug.customers.listing.columns import chosen
from krug.customers.listing.meant import Meant
from krug.customers.listing.writing import counted, write_cards, write_table
from krug.customers.models import Download
from krug.customers.queries.lists import of_filters, walk

FOLDER = "downloads"
KEPT = timedelta(days=7)


class _Stopped(Exception):
    """Its author wants it no more."""


@transaction.atomic
def start_download(author: User, meant: Meant, format: str, rows: Sequence[int] | None = None) -> Download:
    """All that the view means, or these rows alone. Counted, written down and queued.

    Raises NotAllowed, TooMuchSeen, WrongInput.
    """
    from krug.customers.tasks import make_download

    if format not in Download.Format.values or (format == "vcf" and meant.filters.kind != "person"):
        raise WrongInput(_("Choose one of the list."), field="format", value=format)
    kind = meant.filters.kind
    chosen = None if rows is None else _seen(author, kind, rows)
    if chosen == []:
        raise WrongInput(_("Choose at least one row."), field="rows", value=0)
    many = begin_export(author, meant.wanted, format, None if chosen is None else len(chosen))
    made = Download.objects.create(
        author=author,
        kind=kind,
        format=format,
        language=get_language() or "",
        meant=meant.model_dump(mode="json"),
        chosen=chosen,
        rows=many,
    )
    make_download.enqueue(made.pk)
    return made


@transaction.atomic
def stop_download(author: User, download: Download) -> Download:
    """Nothing is left of the file. What is done already stays done."""
    require(author, Permission.EXPORT)
    held = Download.objects.select_for_update().get(pk=download.pk)
    if held.is_going:
        held.cancelled_at = timezone.now()
        held.save(update_fields=["cancelled_at"])
        audit.record(author, "export_stopped", "download", held.pk, after={"done": held.done})
    return held


def run_download(pk: int) -> None:
    """The work, from the beginning: after a kill the half of a file is worth nothing. Again: no change."""
    held = Download.objects.select_related("author").get(pk=pk)
    if not held.is_going:
        return
    if not may(held.author, Permission.EXPORT):
        words = str(NotAllowed.title)
        Download.objects.filter(pk=pk).update(failure=words[:300], finished_at=timezone.now())
        return
    Download.objects.filter(pk=pk).update(started_at=held.started_at or timezone.now(), done=0)
    target = settings.KRUG_HOME / FOLDER / f"{held.uid}.{held.format}"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    try:
        with override(held.language), _private(half) as file:
            _write(held, file)
        half.replace(target)
        _finish(held, target)
    except _Stopped:
        pass
    except KrugError as error:
        words = str(error.detail or error.title)[:300]
        Download.objects.filter(pk=pk).update(failure=words, finished_at=timezone.now())
    finally:
        half.unlink(missing_ok=True)


def drop_old_downloads(now: datetime) -> int:
    """Files are kept for KEPT and not longer; the rows stay, to be seen."""
    old = Download.objects.filter(created_at__lt=now - KEPT).exclude(path="")
    return sum(drop_file(held) for held in old)


def drop_file(held: Download) -> int:
    """Take the file away; 1 when there was one."""
    path = settings.KRUG_HOME / held.path if held.path else None
    Download.objects.filter(pk=held.pk).update(path="")
    if path is not None:
        path.unlink(missing_ok=True)
    return int(path is not None)


def withdraw_downloads(units: Collection[int]) -> int:
    """Whatever was exported there may speak of somebody who is to be forgotten. Answers how many files, and
    beginnings of files, went.
    """
    held = Download.objects.filter(author__unit__in=units) | Download.objects.filter(author__unit=None)
    going = held.filter(finished_at=None, cancelled_at=None)
    words = _("A customer was erased meanwhile. Export the list again.")
    gone = going.update(failure=words, finished_at=timezone.now())
    return gone + sum(drop_file(one) for one in held.exclude(path=""))


def _private(path: Path) -> IO[bytes]:
    """Readable by nobody but Krug's own account."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _write(held: Download, file: IO[bytes]) -> None:
    meant = Meant.model_validate(held.meant)
    of = of_filters(meant.wanted)
    if held.chosen is None:
        pages = walk(of, held.author, meant.wanted, order=meant.order)
    else:
        pages = _pages(_seen(held.author, held.kind, held.chosen))

    def tell(rows: int) -> None:
        going = Download.objects.filter(pk=held.pk, cancelled_at=None, finished_at=None)
        held.done += rows
        if not going.update(done=held.done):
            raise _Stopped

    held.done = 0
    if held.format == "vcf":
        write_cards(file, held.author, pages, tell)
        return
    columns = chosen(held.author, of.kind, meant.columns)
    lines = counted(tabled(held.author, of, columns, pages), tell)
    write_table(file, held.format, [str(one.title) for one in columns], lines, held.rows)


def _seen(author: User, kind: str, rows: Sequence[int]) -> list[int]:
    """Those of them that he sees, in their order."""
    seen = seen_among(author, kind, rows)
    return [row for row in dict.fromkeys(rows) if row in seen]


def _pages(rows: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(rows), 1000):
        yield rows[start : start + 1000]


def _finish(held: Download, target: Path) -> None:
    now = timezone.now()
    whole = {"finished_at": now, "path": f"{FOLDER}/{target.name}", "size": target.stat().st_size}
    # Stopped at the last moment: it is not kept.
    if not Download.objects.filter(pk=held.pk, cancelled_at=None, finished_at=None).update(**whole):
        target.unlink(missing_ok=True)
