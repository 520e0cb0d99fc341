"""The cut that the pages of pipe and funnel, and the list behind their figures, are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.access.models import Team, Unit, User
from krug.access.rules import Permission, roles_with
from krug.access.scopes import of_units, visible_staff
from krug.catalog.models import Product
from krug.sales import periods
from krug.sales.models import Line, Method
from krug.sales.queries.board import methods_for
from krug.sales.queries.cut import CAME, Behind, By, Cut, fates
from krug.sales.queries.pipe import Path, path_of
from krug.sales.words import Leak, Source

MOST_PRODUCTS = 100
NO_SOURCE = "none"
"""In an address: deals whose source is unknown."""
NAMES = ("method", "seller", "team", "unit", "product", "source", "by", "period")
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Select:
    """One of the form's. `groups`: choices under a heading each."""

    name: str
    label: str
    value: str
    choices: Choices
    groups: Sequence[tuple[str, Choices]] = ()


@dataclass(slots=True)
class Asked:
    """`said`: the cut as an address has it; `methods`: those the viewer may choose from."""

    cut: Cut
    path: Path
    period: str
    methods: Sequence[Method]
    said: dict[str, str] = field(default_factory=dict)
    selects: list[Select] = field(default_factory=list)
    listed: str = field(default_factory=lambda: reverse("deals-list"))

    def href(self, at: str, **figure: str) -> str:
        """The list of exactly the deals behind a figure of a stage."""
        return f"{self.listed}?{urlencode({'show': 'all', 'at': at, **figure, **self.said})}"

    def page(self, name: str, **more: str) -> str:
        return f"{reverse(name)}?{urlencode({**self.said, **more})}"

    @property
    def page_pipe(self) -> str:
        return self.page("deals-pipe")

    @property
    def page_funnel(self) -> str:
        return self.page("deals-funnel")


def asked_of(viewer: User, given: QueryDict) -> Asked:
    """What is unknown, or none of the viewer's, counts as not asked for."""
    today = timezone.localdate()
    methods = methods_for(viewer)
    method = _one(methods, given.get("method", ""), methods[0] if len(methods) == 1 else None)
    staff = _staff(viewer)
    teams = _teams(viewer, staff) if len(staff) > 1 else {}
    who, team = given.get("seller", ""), given.get("team", "")
    owners = _owners(viewer, staff, who, teams.get(team))
    units = list(Unit.objects.order_by("name")) if viewer.unit_id is None else []
    unit = next((one for one in units if str(one.pk) == given.get("unit")), None)
    products = _products(viewer)
    product = next((one for one in products if str(one.pk) == given.get("product")), None)
    source = source_of(given.get("source", ""))
    period = given.get("period", "")
    period = period if periods.is_period(period) else periods.USUAL
    by: By = "came" if given.get("by") == "came" else "opened"
    cut = Cut(
        method.pk if method else None,
        owners,
        unit.pk if unit else None,
        product.pk if product else None,
        source,
        by,
        *moments(periods.days_of(period, today)),
    )
    said = {
        # Where there is one method, none asked for means that one.
        "method": str(method.uid) if method else "all" if len(methods) == 1 else "",
        "seller": who if owners is not None and (who == "mine" or who.isdigit()) else "",
        "team": team if team in teams else "",
        "unit": str(unit.pk) if unit else "",
        "product": str(product.pk) if product else "",
        "source": "" if source is None else source or NO_SOURCE,
        "by": by if by != "opened" else "",
        "period": period if period != periods.USUAL else "",
    }
    if given.get("others") == "1" and cut.is_part:
        cut, said = cut.rest(), said | {"others": "1"}
    found = Asked(cut, path_of(method, methods), period, methods)
    found.said = {name: value for name, value in said.items() if value}
    found.selects = list(_selects(found, said, staff, teams, units, products, viewer, today))
    return found


def source_of(said: str) -> str | None:
    """As an address says it; None: any."""
    return "" if said == NO_SOURCE else said if said in Source.values else None


def _one(methods: Sequence[Method], uid: str, usual: Method | None) -> Method | None:
    return next((one for one in methods if str(one.uid) == uid), None if uid == "all" else usual)


def moments(days: periods.Days) -> tuple[datetime | None, datetime | None]:
    """Midnights where the viewer is."""
    since, until = (timezone.make_aware(datetime.combine(day, time())) if day else None for day in days)
    return since, until


def _staff(viewer: User) -> list[User]:
    roles = roles_with(Permission.EDIT_DEALS)
    return list(visible_staff(viewer).filter(role__in=roles).order_by("name"))


def _teams(viewer: User, staff: Sequence[User]) -> dict[str, tuple[Team, frozenset[int]]]:
    """Teams of which he sees somebody, with whom he sees of each and of those below it."""
    teams = {one.pk: one for one in of_units(viewer, Team.objects.order_by("unit", "name"))}
    members: dict[int, set[int]] = {}
    for one in staff:
        at = teams.get(one.team_id or 0)
        seen = set[int]()
        while at is not None and at.pk not in seen:
            seen.add(at.pk)
            members.setdefault(at.pk, set()).add(one.pk)
            at = teams.get(at.parent_id or 0)
    return {str(pk): (teams[pk], frozenset(members[pk])) for pk in teams if pk in members}


def _owners(
    viewer: User, staff: Sequence[User], who: str, team: tuple[Team, frozenset[int]] | None
) -> tuple[int, ...] | None:
    chosen = viewer.pk if who == "mine" else next((one.pk for one in staff if str(one.pk) == who), None)
    if chosen is None:
        return None if team is None else tuple(sorted(team[1]))
    return (chosen,) if team is None or chosen in team[1] else ()


def _products(viewer: User) -> list[Product]:
    """Those that stand in deals."""
    sold = Exists(Line.objects.filter(product=OuterRef("pk")))
    return list(of_units(viewer, Product.objects.all()).filter(sold).order_by("name")[:MOST_PRODUCTS])


def _selects(
    asked: Asked,
    said: Mapping[str, str],
    staff: Sequence[User],
    teams: Mapping[str, tuple[Team, frozenset[int]]],
    units: Sequence[Unit],
    products: Sequence[Product],
    viewer: User,
    today: date,
) -> Any:
    if len(asked.methods) > 1:
        known = [(str(one.uid), one.name) for one in asked.methods]
        whole = ("all", _("All methods, by coarse stages"))
        yield Select("method", _("Method"), said["method"] or "all", [whole, *known])
    if len(units) > 1:
        yield Select(
            "unit", _("Unit"), said["unit"], [("", _("All")), *((str(it.pk), it.name) for it in units)]
        )
    if len(teams) > 1:
        known = [(key, team.name) for key, (team, _members) in teams.items()]
        yield Select("team", _("Team"), said["team"], [("", _("All")), *known])
    if len(staff) > 1:
        mine = [("mine", pgettext("deals", "Mine"))] if any(one.pk == viewer.pk for one in staff) else []
        others = [(str(one.pk), one.name) for one in staff if one.pk != viewer.pk]
        yield Select(
            "seller", pgettext("deals", "Whose"), said["seller"], [("", _("Everyone")), *mine, *others]
        )
    if products:
        known = [(str(one.pk), one.name) for one in products]
        yield Select("product", _("Product"), said["product"], [("", _("All")), *known])
    known = [*((one.value, str(one.label)) for one in Source), (NO_SOURCE, _("Unknown"))]
    yield Select("source", pgettext("of a deal", "Source"), said["source"], [("", _("All")), *known])
    words = [("", pgettext("deals", "Opened")), ("came", _("Came to the stage"))]
    yield Select("by", _("What counts"), said["by"], words)
    months = [(f"{it:%Y-%m}", date_format(it, "F Y")) for it in periods.cohorts(today)]
    # Of a list's address: days that are not offered stay chosen.
    own = [(asked.period, asked.period)] if periods.span_of(asked.period) else []
    yield Select("period", _("Period"), asked.period, [*_periods(), *own], [(_("One month"), months)])


def _periods() -> Choices:
    return [
        ("30", _("30 days")),
        ("90", _("90 days")),
        ("365", _("365 days")),
        ("month", _("This month")),
        ("quarter", _("This quarter")),
        ("year", _("This year")),
        (periods.WHOLE, _("All time")),
    ]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a list was opened from: the figure in words, and the way back."""

    behind: Behind
    said: str
    back: str


def behind_of(viewer: User, given: QueryDict) -> Opened | None:
    """The figure that an address names; None where it names none."""
    if not given.get("at"):
        return None
    asked = asked_of(viewer, given)
    names = {code: name for code, name, _former in asked.path.stages}
    at = given["at"]
    if at not in names:
        return None
    leak, fate = given.get("leak", ""), given.get("fate", CAME)
    if leak in Leak.values:
        paths = None
        if asked.path.coarse is not None:
            paths = {
                version: [stage for stage, where in own.items() if where == at]
                for version, own in asked.path.coarse.items()
            }
        behind = Behind(asked.cut, at, leak=leak, paths=paths)
        return Opened(behind, f"{names[at]}: {Leak(leak).label}", asked.page("deals-pipe"))
    fate = fate if fate in fates() else CAME
    return Opened(Behind(asked.cut, at, fate), f"{names[at]}: {fate_said(fate)}", asked.page("deals-pipe"))


def fate_said(fate: str) -> str:
    return {
        "came": pgettext("fate at a stage", "Came"),
        "left": pgettext("fate at a stage", "Left it"),
        "stalled": pgettext("fate at a stage", "Standing still"),
        "there": pgettext("fate at a stage", "Still there"),
        "moving": pgettext("fate at a stage", "Still there, moving"),
        "passed": pgettext("fate at a stage", "Passed"),
        "on": pgettext("fate at a stage", "Went on"),
        "over": pgettext("fate at a stage", "Over a stage"),
        "back": pgettext("fate at a stage", "Put back"),
        "won": pgettext("fate at a stage", "Won"),
        "lost": pgettext("fate at a stage", "Lost"),
        "moved": pgettext("fate at a stage", "Taken over by another version"),
    }[fate]
