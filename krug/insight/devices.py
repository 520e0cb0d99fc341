"""For who looks after the installation: tablets that are silent, and what was refused of what they sent."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.models import Role, User
from krug.sync.conflicts import refused_commands
from krug.sync.models import Command, Device

SILENT = timedelta(days=3)
REFUSED = timedelta(days=7)
KINDS: dict[str, Promise] = {
    "visit.plan": _("Plan a visit"),
    "visit.change": _("Change a visit"),
    "visit.cancel": _("Cancel a visit"),
    "visit.start": _("Begin a visit"),
    "visit.listeners": _("Say who listened"),
    "player.events": _("What the player saw"),
    "visit.finish": _("Finish a visit"),
    "visit.note": _("Note after a visit"),
    "visit.nameless": _("Visit somebody without a name"),
    "person.edit": _("Change a customer"),
    "trait.tell": _("Say what is known of a customer"),
    "trait.end": _("Say that it is so no more"),
    "consent.give": _("Write a consent down"),
    "consent.withdraw": _("Withdraw a consent"),
    "consent.undo": _("Take a word about consent back"),
}
"""A command as the page names it; one of a version to come keeps its own name."""


def looked_after(viewer: User) -> QuerySet[User]:
    """Whose devices are his matter: the unit's people; an administrator's, everybody."""
    people = User.objects.all()
    return people if viewer.role == Role.ADMIN else people.filter(unit=viewer.unit_id)


def silent_devices(viewer: User, now: datetime) -> QuerySet[Device]:
    """Not shut out, and not heard of for days; the longest silent first."""
    rows = Device.objects.filter(user__in=looked_after(viewer), revoked_at=None, synced_at__lt=now - SILENT)
    return rows.select_related("user").order_by("synced_at", "id")


def refused_entries(viewer: User, now: datetime) -> QuerySet[Command]:
    """Of the last week, newest first."""
    return refused_commands(looked_after(viewer)).filter(received_at__gte=now - REFUSED)
