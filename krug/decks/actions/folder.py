"""Shelves of the knowledge base."""

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import Conflict, WrongInput
from krug.access.models import User
from krug.decks.actions.placing import demand_maker
from krug.decks.models import Folder


@transaction.atomic
def create_folder(author: User, name: str, parent: Folder | None = None) -> Folder:
    """A folder at the top or inside `parent`. Raises NotAllowed, WrongInput, Conflict."""
    unit = demand_maker(author, parent.unit_id if parent else author.unit_id)
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= 120:
        raise WrongInput(_("A folder's name has 1 to 120 letters."), field="name", value=name)
    if Folder.objects.filter(unit_id=unit, parent=parent, name=wanted).exists():
        raise Conflict(_("There is a folder of this name here already."), field="name", value=wanted)
    folder = Folder.objects.create(unit_id=unit, parent=parent, name=wanted)
    record(author, "create", "folder", folder.id, after={"name": wanted, "parent": parent and parent.id})
    return folder
