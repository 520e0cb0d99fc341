"""What every page has around its content: navigation by role, theme, layout."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.rules import Permission, allowed, may
from krug.site.parts import is_part

THEMES = ("light", "dark")
THEME_COOKIE = "krug_theme"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the navigation; `under` are the first parts of the addresses that belong to it."""

    url: str
    label: Promise
    icon: str
    permission: Permission | None
    under: tuple[str, ...]


NAV = (
    NavItem("today", _("Today"), icon="home", permission=None, under=("", "conflicts")),
    NavItem(
        "people",
        _("Customers"),
        icon="users",
        permission=Permission.SEE_CUSTOMERS,
        under=("customers", "organisations", "products", "fields", "tables"),
    ),
    NavItem(
        "segments",
        _("Segments"),
        icon="filter",
        permission=Permission.SEE_SEGMENTS,
        under=("segments",),
    ),
    NavItem(
        "deals",
        _("Deals"),
        icon="briefcase",
        permission=Permission.SEE_DEALS,
        under=("deals", "forecast", "plans", "methods", "proposals"),
    ),
    NavItem("calls", _("Calls"), icon="phone", permission=Permission.TAKE_CALLS, under=("calls",)),
    NavItem(
        "visits", _("Visits"), icon="calendar-event", permission=Permission.PLAN_VISITS, under=("visits",)
    ),
    NavItem(
        "decks",
        _("Presentations"),
        icon="presentation",
        permission=Permission.SEE_DECKS,
        under=("presentations",),
    ),
    NavItem(
        "reports",
        _("Reports"),
        icon="report-analytics",
        permission=Permission.SEE_REPORTS,
        under=("reports",),
    ),
    NavItem(
        "sources",
        _("Sources"),
        icon="antenna",
        permission=Permission.MANAGE_SOURCES,
        under=("sources", "webhooks", "1c", "telephony"),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A navigation item as this page shows it."""

    href: str
    label: Promise
    icon: str
    here: bool


class Frame:
    """Computed when a template asks, so that fragments pay nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def nav(self) -> list[Place]:
        part = self.request.path.split("/")[1]
        return [
            Place(reverse(item.url), item.label, item.icon, part in item.under)
            for item in NAV
            if item.permission is None or may(self.request.user, item.permission)
        ]

    @cached_property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def may(self) -> dict[str, bool]:
        """`frame.may.edit_customers` in a template."""
        user = self.request.user
        said = allowed(user) if user.is_authenticated and user.is_active else frozenset[Permission]()
        return {one.value: one in said for one in Permission}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `layout` is the whole page, or the bare content for a part that htmx asked for."""
    part = "site/part.html" if is_part(request) else ""
    # A page is made of many templates, each with a context of its own.
    held: Frame | None = getattr(request, "frame", None)
    if held is None:
        held = request.frame = Frame(request)  # type: ignore[attr-defined]
    return {
        "frame": held,
        "layout": part or "site/base.html",
        "plain_layout": part or "site/plain.html",
    }
