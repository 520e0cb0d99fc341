"""Every page of the office in the demo company: the routes of the walk (tests/access), its own objects.

Run inside an installation (Server.python). A new route is found by its line in tests/access; one that asks
for an object unknown here fails with its name.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import visible
from krug.behaviour.models import Event
from krug.calls.actions.work import put_away
from krug.customers.actions import (
    create_organisation,
    create_person,
    erase_person,
    give_consent,
    start_import,
)
from krug.customers.actions.download import start_download
from krug.customers.actions.traits import tell_trait
from krug.customers.data import OrganisationData, PersonData
from krug.customers.listing.meant import meant
from krug.customers.models import Match, OrganisationMatch, Person, Purpose
from krug.customers.queries import PersonFilters
from krug.customers.rules import Tab, tabs_of
from krug.decks.models import Folder, Slide
from krug.sales.actions import save_draft, take_ready
from krug.sales.models import Method
from krug.sales.proposing.links import key_of
from krug.sales.ready import READY
from krug.segments.models import Segment
from krug.visits.models import Visit
from tests.access.routes import Route
from tests.access.test_every_route import ROUTES
from tests.access.world import CONTACTS, asked
from tests.access.world_of_calls import rung
from tests.access.world_of_exchange import bought, proposed, sold
from tests.access.world_of_letters import corresponding
from tests.access.world_of_lists import changing, viewed
from tests.access.world_of_sales import dealt

STRANGER = ""
ROLES = {"rita": "rep", "nina": "manager", "head": "head", "marketer": "marketer"}
"""Who of the demo company walks for whom of the cast."""
ELSEWHERE = ("api:", "tablet", "health", "ready", "tracker", "calendar-feed", "exchange-1c", "phone-in")
"""No pages of the office: the walk of the tablet has its own tests."""
ALSO = {
    STRANGER: ["/nowhere", "{offer}"],
    "rep": ["/visits/?show=held", "/visits/{planned}/"],
    "manager": ["/", "/customers/", "/customers/?klass=A", "/accounts/second-factor/totp/activate/"],
    "marketer": ["/", "/presentations/{deck}/?tab=versions", "/presentations/{deck}/?tab=people"],
    "head": ["/", "/fields/organisation/", "/customers/?q=nobody"],
    "admin": ["/", "/fields/person/"],
}


def addresses() -> dict[str, list[str]]:
    """By role, "" being nobody: addresses that answer a GET with 200."""
    world = demo()
    one = world.deal.proposals.get(number=1)
    offer = reverse("offer", args=[one.uid, key_of(one.uid, one.turn)])
    found: dict[str, list[str]] = {
        role: [
            path.format(deck=world.version.deck.uid, planned=world.planned.uid, offer=offer) for path in paths
        ]
        for role, paths in ALSO.items()
    }
    for name, route in sorted(ROUTES.items()):
        if route.get == 200 and not name.startswith(ELSEWHERE):
            role = STRANGER if route.nobody == 200 else ROLES[route.owner]
            for who, path in _paths(name, role, route, world):
                if path not in found[who]:
                    found[who].append(path)
    return found


def _paths(name: str, role: str, route: Route, world: Any) -> Iterator[tuple[str, str]]:
    """(who asks, address)."""
    args = dict(route.args(world))
    if name == "person-tab":
        for tab in Tab:
            yield role if tab in tabs_of(role) else "head", reverse(name, kwargs={**args, "tab": tab})
        return
    asks = {key: value for key, value in route.query(world).items() if not _of_the_walk(value)}
    tail = "&".join(f"{key}={value}" for key, value in asks.items())
    yield role, reverse(name, kwargs=args) + (f"?{tail}" if tail else "")


def _of_the_walk(value: object) -> bool:
    return str(value).startswith(("Qwerto", "+7"))


def demo() -> Any:
    """What tests.access.world.World has, taken from the demo company or done in it."""
    rep = User.objects.get(email="rep@demo.krug")
    staff = {name: User.objects.get(email=f"{role}@demo.krug") for name, role in ROLES.items()}
    cast = SimpleNamespace(pharma=SimpleNamespace(unit=rep.unit), admin=None, **staff)
    doctor = _known(rep)
    # Its card would lie over every page of his: what is under it could not be looked at.
    put_away(rep, rung(staff["head"], rep, "+79161234567"), timezone.now())
    held = Visit.objects.filter(staff=rep, finish__isnull=False)
    deal = dealt(rep, doctor)
    return SimpleNamespace(
        cast=cast,
        doctor=doctor,
        held=held.order_by("id")[0],
        planned=Visit.objects.filter(staff=rep, start=None, cancelling=None).latest("id"),
        **_customers(cast, doctor),
        **_decks(),
        event=Event.objects.filter(source__kind="site").latest("id"),
        segment=Segment.objects.earliest("id"),
        places=Segment.objects.filter(kind="organisation").earliest("id"),
        method=_method(cast.head),
        field=asked(cast, doctor),
        view=viewed(cast.nina),
        change=changing(cast.nina, doctor),
        download=start_download(cast.nina, meant(PersonFilters(city="Химки"), [], "name"), "csv"),
        till=bought(cast.nina),
        deal=deal,
        mail=corresponding(cast.head, rep, doctor, deal),
        product=(product := sold(_exchanging(rep))),
        proposal=proposed(cast.marketer, product),
    )


def _method(head: User) -> Method:
    """In force and once changed, so that there is a draft to look at as well."""
    made = take_ready(head, "equipment", at_once=True)
    save_draft(head, made, READY["tender"].make())
    return made


def _exchanging(rep: User) -> User:
    """Somebody of his unit as whom other systems may speak."""
    return next(one for one in User.objects.filter(unit=rep.unit) if may(one, Permission.EXCHANGE))


def _known(rep: User) -> Person:
    """One of his who has been on the site as well, with likes told."""
    mine = Person.objects.filter(id__in=visible(rep, "person"), canonical=None, organisation__isnull=False)
    doctor = mine.filter(links__identity__kind="cookie").order_by("-traits", "id")[0]
    tell_trait(rep, doctor, "likes", "кофе без сахара", "said")
    return doctor


def _customers(cast: Any, doctor: Person) -> dict[str, Any]:
    clinic = doctor.organisation
    assert clinic
    letters = Purpose.objects.get(unit=doctor.unit_id, code="letters")
    double, gone = (
        create_person(cast.rita, PersonData(last_name=name)) for name in ("Двойникова", "Забытова")
    )
    chain = create_organisation(cast.rita, OrganisationData(name="Сеть"))
    return {
        "clinic": clinic,
        "chain": chain,
        "double": double,
        "match": Match.objects.latest("id"),
        "alike": OrganisationMatch.objects.create(left=clinic, right=chain, probability=0.7, version="1"),
        "consent": give_consent(cast.rita, doctor, letters, "paper", "бланк"),
        "erasure": erase_person(cast.head, gone, "request", "письмо"),
        "book": start_import(cast.nina, "Contacts.csv", [CONTACTS], doctor.territory),
    }


def _decks() -> dict[str, Any]:
    slide = Slide.objects.filter(version__publishings__isnull=False).order_by("-version__number", "id")[0]
    version = slide.version
    return {
        "slide": slide,
        "version": version,
        "folder": Folder.objects.earliest("id"),
        "file": version.files.order_by("id")[0],
    }
