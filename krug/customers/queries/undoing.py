"""How far the taking back of an import has come, and which of its cards were left and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access import watch
from krug.access.models import User
from krug.access.scopes import only_seen
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.customers.models import ContactImport, ImportedRow, ImportUndoing, Organisation, Person

SHOWN = 50
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """`left`: seconds to go, None: not known."""

    running: bool
    rows: int
    removed: int
    kept: int
    left: int | None

    @property
    def done(self) -> int:
        return self.removed + self.kept

    @property
    def percent(self) -> int:
        return self.done * 100 // self.rows if self.rows else 100


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A card that stays. Who does not see it (any more) is not told its name: `uid` is None then."""

    kind: str
    uid: UUID | None
    name: str
    why: str


def undone(held: ContactImport) -> Undone | None:
    """None: nobody has taken it back."""
    row = ImportUndoing.objects.filter(contact_import=held).first()
    if row is None:
        return None
    left, done = None, row.removed + row.kept
    if row.finished_at is None and done:
        left = round((timezone.now() - row.at) / timedelta(seconds=1) * (row.rows - done) / done)
    return Undone(row.finished_at is None, row.rows, row.removed, row.kept, left)


def may_be_undone(held: ContactImport) -> bool:
    """It has come to an end and made something. Imports older than this memory made nothing we know of."""
    return held.finished_at is not None and ImportedRow.objects.filter(contact_import=held).exists()


def kept_rows(viewer: User, held: ContactImport, limit: int = SHOWN) -> list[KeptRow]:
    rows = ImportedRow.objects.filter(contact_import=held).exclude(kept="").order_by("id")
    return _shown(viewer, list(rows[:limit]))


def kept_csv(viewer: User, held: ContactImport) -> Iterator[bytes]:
    """All of them as a file."""
    yield BOM
    yield csv_line([_("Name"), _("Why it stays")])
    last = 0
    rows = ImportedRow.objects.filter(contact_import=held).exclude(kept="").order_by("id")
    while some := list(rows.filter(id__gt=last)[:_CHUNK]):
        yield b"".join(csv_line([row.name, row.why]) for row in _shown(viewer, some))
        last = some[-1].pk


def _shown(viewer: User, rows: Sequence[ImportedRow]) -> list[KeptRow]:
    ids = {kind: [row.row for row in rows if row.kind == kind] for kind in ("person", "organisation")}
    people = only_seen(viewer, Person.objects.filter(pk__in=ids["person"]))
    organisations = only_seen(viewer, Organisation.objects.filter(pk__in=ids["organisation"]))
    names: dict[tuple[str, int], tuple[UUID, str]] = {
        ("person", one.pk): (one.uid, one.full_name) for one in people
    }
    watch.seen(viewer, len(names))
    names |= {("organisation", one.pk): (one.uid, one.name) for one in organisations}
    found = []
    for row in rows:
        uid, name = names.get((row.kind, row.row), (None, "–"))
        found.append(KeptRow(row.kind, uid, name, str(row.get_kept_display())))
    return found
