from krug.customers.models.contact_import import ContactImport, RejectedRow
from krug.customers.models.contact_point import ContactPoint
from krug.customers.models.decision import Decision, Undoing
from krug.customers.models.identity import Identity, Link
from krug.customers.models.organisation import Organisation
from krug.customers.models.person import Person

__all__ = [
    "ContactImport",
    "ContactPoint",
    "Decision",
    "Identity",
    "Link",
    "Organisation",
    "Person",
    "RejectedRow",
    "Undoing",
]
