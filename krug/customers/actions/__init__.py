from krug.customers.actions.create import (
    create_organisation,
    create_organisations,
    create_person,
    create_persons,
)
from krug.customers.actions.edit import Edited, edit_organisation, edit_person

__all__ = [
    "Edited",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_persons",
    "edit_organisation",
    "edit_person",
]
