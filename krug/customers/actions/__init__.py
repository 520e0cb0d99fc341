from krug.customers.actions.consents import (
    create_purpose,
    edit_purpose,
    ensure_purposes,
    give_consent,
    give_consents,
    undo_consent,
    withdraw_consent,
)
from krug.customers.actions.contact_import import (
    cancel_import,
    import_contacts,
    run_import,
    set_mapping,
    start_import,
)
from krug.customers.actions.count_worth import count_worth
from krug.customers.actions.create import (
    create_organisation,
    create_organisations,
    create_person,
    create_persons,
)
from krug.customers.actions.edit import Edited, edit_organisation, edit_person
from krug.customers.actions.erase import erase_person, finish_erasure, finish_erasures, reapply_erasures
from krug.customers.actions.link import end_link, ensure_identities, link, remove_link
from krug.customers.actions.match import (
    learn_persons,
    match_organisations,
    match_persons,
    not_same,
    same,
    undo_not_same,
)
from krug.customers.actions.merge import merge, rebuild_canonical, undo_merge
from krug.customers.actions.retention import run_retention, set_retention
from krug.customers.actions.stitch import (
    Together,
    block_value,
    stitch,
    stitch_many,
    unblock_value,
    undo_stitch,
)
from krug.customers.actions.subject import export_person
from krug.customers.actions.undo_import import undo_import

__all__ = [
    "Edited",
    "Together",
    "block_value",
    "cancel_import",
    "count_worth",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_persons",
    "create_purpose",
    "edit_organisation",
    "edit_person",
    "edit_purpose",
    "end_link",
    "ensure_identities",
    "ensure_purposes",
    "erase_person",
    "export_person",
    "finish_erasure",
    "finish_erasures",
    "give_consent",
    "give_consents",
    "import_contacts",
    "learn_persons",
    "link",
    "match_organisations",
    "match_persons",
    "merge",
    "not_same",
    "reapply_erasures",
    "rebuild_canonical",
    "remove_link",
    "run_import",
    "run_retention",
    "same",
    "set_mapping",
    "set_retention",
    "start_import",
    "stitch",
    "stitch_many",
    "unblock_value",
    "undo_consent",
    "undo_import",
    "undo_merge",
    "undo_not_same",
    "undo_stitch",
    "withdraw_consent",
]
