"""Taking a whole import back: what it made and nobody has used since. The work is in contact_csv.undo."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, NotAllowed
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require
from krug.customers.models import ContactImport, ImportedRow, ImportUndoing


@transaction.atomic
def undo_import(author: User, contact_import: ContactImport) -> ImportUndoing:
    """Queue it. Called again: the same undoing, going on if it had stopped. Conflict while it is imported."""
    from krug.customers.tasks import run_import_undoing

    require(author, Permission.IMPORT)
    if contact_import.author_id != author.pk:
        raise NotAllowed
    # A batch of the import holds this row while it writes: none can come after it is taken back.
    held = ContactImport.objects.select_for_update().get(pk=contact_import.pk)
    undoing = ImportUndoing.objects.filter(contact_import=held).first()
    if undoing is None:
        if held.finished_at is None:
            raise Conflict(_("Stop the import first: it is still running or has not begun."))
        rows = ImportedRow.objects.filter(contact_import=held).count()
        if not rows:
            raise Conflict(_("This import has made nothing that could be taken back."))
        undoing = ImportUndoing.objects.create(contact_import=held, author=author, rows=rows)
        audit.record(author, "import_undone", "import", held.pk, after={"rows": rows})
    if undoing.finished_at is None:
        run_import_undoing.enqueue(undoing.pk)
    return undoing
