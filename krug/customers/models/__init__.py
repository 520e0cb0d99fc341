from krug.customers.models.affiliation import Affiliation, Source
from krug.customers.models.bulk_change import BulkChange, BulkRow
from krug.customers.models.consent import (
    Consent,
    ConsentCover,
    ConsentSignature,
    ConsentUndoing,
    Purpose,
    PurposeText,
)
from krug.customers.models.contact_import import (
    ContactImport,
    ImportedRow,
    ImportUndoing,
    RejectedRow,
    SavedMapping,
)
from krug.customers.models.contact_point import ContactPoint
from krug.customers.models.decision import (
    Decision,
    OrganisationDecision,
    OrganisationUndoing,
    Undoing,
)
from krug.customers.models.download import Download
from krug.customers.models.erasure import Erased, Erasure
from krug.customers.models.field_version import FieldVersion
from krug.customers.models.identity import Identity, Link
from krug.customers.models.list_choice import ListChoice
from krug.customers.models.list_place import ListPlace
from krug.customers.models.match import Match, NotSame, OrganisationMatch, OrganisationNotSame
from krug.customers.models.organisation import Organisation
from krug.customers.models.person import Person
from krug.customers.models.retention import Outlived, RetentionRule
from krug.customers.models.saved_view import RoleView, SavedView, ViewRemoval
from krug.customers.models.search_row import SearchRow, SearchWord
from krug.customers.models.sighting import BlockedValue, Seen, Sighting, SightingUndone
from krug.customers.models.trait import Trait
from krug.customers.models.worth import Counting, Worth

__all__ = [
    "Affiliation",
    "BlockedValue",
    "BulkChange",
    "BulkRow",
    "Consent",
    "ConsentCover",
    "ConsentSignature",
    "ConsentUndoing",
    "ContactImport",
    "ContactPoint",
    "Counting",
    "Decision",
    "Download",
    "Erased",
    "Erasure",
    "FieldVersion",
    "Identity",
    "ImportUndoing",
    "ImportedRow",
    "Link",
    "ListChoice",
    "ListPlace",
    "Match",
    "NotSame",
    "Organisation",
    "OrganisationDecision",
    "OrganisationMatch",
    "OrganisationNotSame",
    "OrganisationUndoing",
    "Outlived",
    "Person",
    "Purpose",
    "PurposeText",
    "RejectedRow",
    "RetentionRule",
    "RoleView",
    "SavedMapping",
    "SavedView",
    "SearchRow",
    "SearchWord",
    "Seen",
    "Sighting",
    "SightingUndone",
    "Source",
    "Trait",
    "Undoing",
    "ViewRemoval",
    "Worth",
]
