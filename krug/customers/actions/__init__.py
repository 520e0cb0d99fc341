from krug.customers.actions.create import (
    create_organisation,
    create_organisations,
    create_person,
    create_persons,
)
from krug.customers.actions.edit import Edited, edit_organisation, edit_person
from krug.customers.actions.link import end_link, ensure_identities, link, remove_link
from krug.customers.actions.merge import merge, rebuild_canonical, undo_merge

__all__ = [
    "Edited",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_persons",
    "edit_organisation",
    "edit_person",
    "end_link",
    "ensure_identities",
    "link",
    "merge",
    "rebuild_canonical",
    "remove_link",
    "undo_merge",
]
