"""What the command box can do besides finding."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.models import User
from krug.access.rules import Permission, may


@dataclass(frozen=True, slots=True)
class Command:
    """`dialog`: it opens over the page. `words`: other words people type for it."""

    title: Promise
    url: str
    icon: str
    permission: Permission | None
    words: Promise | str = ""
    dialog: bool = False

    @property
    def href(self) -> str:
        return reverse(self.url)


P = Permission
ENOUGH = 4
COMMANDS = (
    Command(
        _("New customer"),
        "person-new",
        icon="user-plus",
        permission=P.EDIT_CUSTOMERS,
        words=_("add doctor contact person create"),
        dialog=True,
    ),
    Command(
        _("New organisation"),
        "organisation-new",
        icon="building-plus",
        permission=P.EDIT_CUSTOMERS,
        words=_("add clinic pharmacy company create"),
        dialog=True,
    ),
    Command(
        _("New deal"),
        "deal-new",
        icon="briefcase",
        permission=P.EDIT_DEALS,
        words=_("add sale opportunity create"),
        dialog=True,
    ),
    Command(
        _("Plan a visit"),
        "visit-new",
        icon="calendar-plus",
        permission=P.PLAN_VISITS,
        words=_("meeting appointment"),
        dialog=True,
    ),
    Command(
        _("Upload a presentation"),
        "deck-new",
        icon="upload",
        permission=P.MAKE_DECKS,
        words=_("deck slides zip html5"),
        dialog=True,
    ),
    Command(
        _("Import contacts"),
        "import-new",
        icon="file-import",
        permission=P.IMPORT,
        words=_("csv excel file load"),
    ),
    Command(
        _("Import organisations"),
        "organisations-import",
        icon="file-import",
        permission=P.IMPORT,
        words=_("csv excel file load clinics pharmacies companies"),
    ),
    Command(_("Today"), "today", icon="home", permission=None),
    Command(_("Customers"), "people", icon="users", permission=P.SEE_CUSTOMERS),
    Command(
        _("Deviations from the method"),
        "deal-deviations",
        icon="git-branch",
        permission=P.EDIT_DEALS,
        words=_("conformance leaks cost"),
    ),
    Command(
        _("Worked on without a deal"),
        "deals-without",
        icon="users",
        permission=P.EDIT_DEALS,
        words=_("visits for nothing"),
    ),
    Command(_("Deals"), "deals", icon="briefcase", permission=P.SEE_DEALS, words=_("board pipe funnel")),
    Command(
        _("Sales methods"),
        "methods",
        icon="route",
        permission=P.SEE_DEALS,
        words=_("stages checkpoints rules commission pipe"),
    ),
    Command(_("Visits"), "visits", icon="calendar-event", permission=P.PLAN_VISITS),
    Command(_("Presentations"), "decks", icon="presentation", permission=P.SEE_DECKS),
    Command(_("Reports"), "reports", icon="report-analytics", permission=P.SEE_REPORTS),
    Command(_("Tablet"), "tablet", icon="device-tablet", permission=P.SYNC),
    Command(
        _("Who looks through customers"),
        "mass-viewings",
        icon="eye-exclamation",
        permission=P.MANAGE_PEOPLE,
        words=_("mass viewing base leak security export"),
    ),
    Command(
        _("Values that name nobody"),
        "blocked-values",
        icon="shield-check",
        permission=P.MANAGE_PEOPLE,
        words=_("blocked identity phone email cookie kiosk reception stitching"),
    ),
    Command(
        _("Own fields"),
        "own-fields-first",
        icon="forms",
        permission=P.MANAGE_FIELDS,
        words=_("settings add field custom column list"),
    ),
    Command(_("Change password"), "account_change_password", icon="key", permission=None),
    Command(_("Second factor"), "mfa_index", icon="shield-lock", permission=None),
    Command(_("Where you are signed in"), "usersessions_list", icon="devices", permission=None),
)
"""In the order they are offered."""


def matching(user: User, text: str) -> list[Command]:
    """Commands the user may run of whose words each typed word begins one."""
    typed = text.casefold().split()
    return [
        command
        for command in COMMANDS
        if (command.permission is None or may(user, command.permission)) and _fits(command, typed)
    ]


def meant(offered: list[Command], text: str) -> bool:
    """Whether one of them is written out so far that no customer of a like name can be meant before it."""
    typed = text.casefold()
    return len(typed) >= ENOUGH and any(str(one.title).casefold().startswith(typed) for one in offered)


def _fits(command: Command, typed: list[str]) -> bool:
    words = f"{command.title} {command.words}".casefold().split()
    return all(any(word.startswith(part) for word in words) for part in typed)
