"""Who saw or changed a customer, out of the audit: it holds names of fields, never their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access import paging
from krug.access.models import AuditEntry
from krug.customers.facts import LABELS
from krug.customers.models import Person
from krug.customers.queries.identity import group_of

VERBS: Mapping[str, Promise] = {
    "read": _("opened the card"),
    "created": _("made the card"),
    "edited": _("changed"),
    "merged": _("merged with another card"),
    "unmerged": _("took cards apart"),
    "stitched": _("tied to him what was heard"),
    "unstitched": _("untied what was heard"),
    "linked": _("tied an identity to him"),
    "link_ended": _("ended a tie"),
    "unlinked": _("removed a tie"),
    "consent_given": _("wrote down a consent"),
    "consent_withdrawn": _("wrote down a refusal"),
    "consent_undone": _("took a slip back"),
    "exported": _("made a copy for the customer"),
    "erased": _("destroyed the personal data"),
}
LIMIT = 100


@dataclass(frozen=True, slots=True)
class Viewing:
    at: datetime
    who: str
    role: str
    did: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Viewings:
    lines: list[Viewing]
    next: str | None


def viewings(person: Person, after: str | None = None, limit: int = LIMIT) -> Viewings:
    """Newest first, of the card and of all merged into it. The console has no name."""
    root = person.canonical or person
    rows = AuditEntry.objects.filter(
        object_kind="person", object_id__in=[str(one) for one in group_of(root)]
    ).select_related("actor")
    place = paging.position(after, "viewings")
    if place:
        rows = rows.filter(pk__lt=int(place[0]))
    found = list(rows.order_by("-id")[: limit + 1])
    next = paging.cursor([found[limit - 1].pk], "viewings") if len(found) > limit else None
    return Viewings([_line(entry) for entry in found[:limit]], next)


def _line(entry: AuditEntry) -> Viewing:
    actor = entry.actor
    return Viewing(
        entry.at,
        actor.name if actor else "",
        str(actor.get_role_display()) if actor else "",
        str(VERBS.get(entry.verb, entry.verb)),
        [str(LABELS.get(name, name)) for name in entry.fields] if entry.verb == "edited" else [],
    )
