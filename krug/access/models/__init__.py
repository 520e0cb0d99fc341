from krug.access.models.answer import StoredAnswer
from krug.access.models.audit import AuditEntry, AuditValue
from krug.access.models.house import Group, GroupMember, Team, Territory, TerritoryAssignment, Unit
from krug.access.models.scope import Scope, ScopeMember, UserScope
from krug.access.models.token import Token
from krug.access.models.user import Role, User
from krug.access.models.viewing import Clearing, MassViewing, Viewing

__all__ = [
    "AuditEntry",
    "AuditValue",
    "Clearing",
    "Group",
    "GroupMember",
    "MassViewing",
    "Role",
    "Scope",
    "ScopeMember",
    "StoredAnswer",
    "Team",
    "Territory",
    "TerritoryAssignment",
    "Token",
    "Unit",
    "User",
    "UserScope",
    "Viewing",
]
