"""Who saw or changed a customer, out of the audit: it holds names of fields, never their values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access import paging
from krug.access.models import AuditEntry, User
from krug.customers.facts import LABELS
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.fields.actions.values import PREFIX
from krug.fields.queries.definitions import fields_of

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
    "told": _("told what he knows"),
    "told again": _("confirmed what is known"),
    "took away": _("took away what was known"),
    "took back": _("put back what was known"),
    "affiliation added": _("added a workplace"),
    "affiliation changed": _("changed a workplace"),
    "affiliation made main": _("chose the main workplace"),
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


def viewings(
    person: Person, after: str | None = None, limit: int = LIMIT, viewer: User | None = None
) -> Viewings:
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
    return Viewings(in_words(found[:limit], root.unit_id, viewer), next)


def in_words(entries: Iterable[AuditEntry], unit: int, viewer: User | None = None) -> list[Viewing]:
    """What was done, in words; own fields that the viewer may not see stay without a name."""
    own = {PREFIX + one.field.key: one.field.name for one in fields_of(viewer, "person", [unit])}
    return [_line(entry, {**LABELS, **own}) for entry in entries]


def _line(entry: AuditEntry, labels: Mapping[str, Promise | str]) -> Viewing:
    actor = entry.actor
    fields = entry.fields if entry.verb == "edited" else []
    return Viewing(
        entry.at,
        actor.name if actor else "",
        str(actor.get_role_display()) if actor else "",
        str(VERBS.get(entry.verb, entry.verb)),
        list(dict.fromkeys(_name(name, labels) for name in fields)),
    )


def _name(name: str, labels: Mapping[str, Promise | str]) -> str:
    hidden = _("an own field") if name.startswith(PREFIX) else name
    return str(labels.get(name, hidden))
