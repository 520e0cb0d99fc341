from krug.customers.actions.contact_import import (
    cancel_import,
    import_contacts,
    run_import,
    set_mapping,
    start_import,
)
from krug.customers.actions.create import (
    create_organisation,
    create_organisations,
    create_person,
    create_persons,
)
from krug.customers.actions.edit import Edited, edit_organisation, edit_person
from krug.customers.actions.link import end_link, ensure_identities, link, remove_link
from krug.customers.actions.merge import merge, rebuild_canonical, undo_merge
from krug.customers.actions.stitch import (
    Together,
    block_value,
    stitch,
    stitch_many,
    unblock_value,
    undo_stitch,
)

__all__ = [
    "Edited",
    "Together",
    "block_value",
    "cancel_import",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_persons",
    "edit_organisation",
    "edit_person",
    "end_link",
    "ensure_identities",
    "import_contacts",
    "link",
    "merge",
    "rebuild_canonical",
    "remove_link",
    "run_import",
    "set_mapping",
    "start_import",
    "stitch",
    "stitch_many",
    "unblock_value",
    "undo_merge",
    "undo_stitch",
]
