"""A company with something of every kind in it, for walking every route through it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from krug.access.models import MassViewing, Scope, User
from krug.behaviour.actions import create_source, take
from krug.behaviour.collector.spool import Request
from krug.behaviour.data import SourceData
from krug.behaviour.models import Event
from krug.behaviour.reading import events_of
from krug.catalog.models import Product
from krug.customers.actions import (
    create_organisation,
    create_person,
    erase_person,
    give_consent,
    merge,
    start_import,
)
from krug.customers.actions.traits import tell_trait
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import (
    BulkChange,
    Consent,
    ContactImport,
    Decision,
    Download,
    Erasure,
    Match,
    Organisation,
    OrganisationDecision,
    OrganisationMatch,
    Person,
    Purpose,
    SavedView,
)
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.folder import create_folder
from krug.decks.actions.publish import publish
from krug.decks.models import Folder, Publishing, Slide, Version, VersionFile
from krug.fields.actions import define_field, set_values
from krug.fields.data import FieldData
from krug.fields.models import Field
from krug.sales.models import Deal, Method
from krug.segments.actions import create_segment, remove
from krug.segments.conditions import Condition
from krug.segments.keep import recount
from krug.segments.models import Segment
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.sync import queries
from krug.sync.actions.meet import meet
from krug.sync.actions.refresh import refresh
from krug.sync.models import Command, Device, FieldConflict
from krug.teamwork.models import Agreement
from krug.visits.actions import load_visits, plan_visit
from krug.visits.data import FinishedVisit, Outcome, VisitPlan
from krug.visits.models import Visit
from krug.visits.rules import Answer, Showing
from tests.access.world_of_calls import rung
from tests.access.world_of_deals import dealing, selling
from tests.access.world_of_exchange import proposed, told
from tests.access.world_of_letters import Mail, corresponding
from tests.access.world_of_lists import changing, downloading, viewed
from tests.cast import Cast, make_cast
from tests.decks.packages import packed, page

# What no outsider may ever read. None of them is a part of what the walk asks for.
PEOPLE = (
    "Qwertova",
    "Qwertokin",
    "Qwertoclinic",
    "Qwertogoal",
    "79161234567",
    "qwertosaid",
    "qwertobook",
    "qwertotill",
    "qwertoexchange",
    "qwertonote",
    "qwertopad",
    "qwertocoffee",
    "qwertopaper",
    "qwertodoc",
    "Qwertobill",
    "qwertohook",
    "qwertovalue",
    "qwertoview",
    "Qwertodeal",
    "qwertoneed",
    "Qwertosubject",
    "qwertowords",
    "qwertofile",
    "qwertobytes",
    "qwertodraft",
    "qwertomail",
    "qwertopassword",
    "Qwertoaside",
    "Qwertophone",
    "qwerto101",
    "qwertoreason",
    "qwertobody",
)
CONTACTS = b"Last name;Phone\nNobodyova;+79160000001\n"
DECK = (
    "Zarnicol", "Zarnislide", "Zarnishelf", "Zarnisite", "Zarnievent", "Zarnisegment", "Zarnimethod",
    "Qwertofield", "Qwertoption", "Qwertoproduct",
)  # fmt: skip


@dataclass(slots=True)
class World:
    cast: Cast
    doctor: Person
    double: Person
    decision: Decision
    match: Match
    clinic: Organisation
    chain: Organisation
    joined: OrganisationDecision
    alike: OrganisationMatch
    folder: Folder
    version: Version
    slide: Slide
    file: VersionFile
    publishing: Publishing
    planned: Visit
    held: Visit
    book: ContactImport
    event: Event
    conflict: FieldConflict
    viewing: MassViewing
    silent: Device
    consent: Consent
    erasure: Erasure
    segment: Segment
    places: Segment
    gone: Segment
    field: Field
    product: Product
    proposal: Agreement
    view: SavedView
    change: BulkChange
    download: Download
    deal: Deal
    method: Method
    mail: Mail
    device: UUID | None = None
    """Of whoever walks."""
    devices: dict[int, UUID] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """Rita's territory, as devices call it."""
        return str(Scope.objects.get(kind="territory", ref=self.cast.pharma.north_land.id).id)

    def walked_by(self, user: User | None) -> None:
        number = user.id if user else 0
        if number not in self.devices:
            self.devices[number] = uuid7()
            if user is not None:
                meet(user, self.devices[number], "", 0)
                refresh(queries.scopes_of(user), 15)
        self.device = self.devices[number]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Of Rita's customers and visits."""
        rows = (
            self.event.source,
            self.event,
            self.doctor,
            self.double,
            self.clinic,
            self.chain,
            self.joined,
            self.alike,
            self.planned,
            self.held,
            self.decision,
            self.match,
            self.deal,
            self.mail.box,
            self.mail.thread,
            self.mail.file,
            self.mail.draft,
            self.mail.aside,
        )
        return (*PEOPLE, *(str(row.uid) for row in rows))

    @property
    def deck_secrets(self) -> tuple[str, ...]:
        """Of Pharma's deck."""
        return (*DECK, *(str(row.uid) for row in (self.version, self.version.deck, self.slide, self.folder)))


def others(cast: Cast) -> None:
    """What the other unit and the other team have of their own, so that their lists are not empty.

    And a field of the whole company: whose lists can be filtered by own fields is no secret of Pharma's.
    """
    define_field(cast.admin, "person", FieldData(name="Everywhere", type="yes"))
    for rep, word in ((cast.food_rep, "Food"), (cast.roma, "South")):
        person = create_person(rep, PersonData(last_name=f"{word} buyer", city="Tver", klass="B"))
        create_organisation(rep, OrganisationData(name=f"{word} shop", city="Tver"))
        plan_visit(rep, VisitPlan(staff=rep, person=person, planned_at=timezone.now() + timedelta(days=1)))
    deck = packed({"index.html": page("Food slide")})
    version = import_deck(cast.food_marketer, deck, "Food deck")
    publish(cast.food_marketer, version, [cast.food.group])


def silent(rep: User) -> Device:
    """A device that has not come for days, and something of it that was refused before."""
    since = timezone.now() - timedelta(days=9)
    device = Device.objects.create(uid=uuid7(), user=rep, name="Qwertopad", synced_at=since)
    refused(device, "visit.plan", "Qwertopad said no")
    return device


def refused(device: Device, kind: str, message: str) -> Command:
    """What this device asked for just now and was refused."""
    return Command.objects.create(
        uid=uuid7(), device=device, user=device.user, kind=kind, payload={}, device_at=0, digest=bytes(32),
        outcome=Command.Outcome.REFUSED, code="invalid", message=message,
    )  # fmt: skip


def sent(cast: Cast) -> Event:
    """What a visitor of Pharma's site did."""
    source = create_source(cast.marketer, SourceData(name="Zarnisite"))
    body = b'{"event": "Zarnievent", "userId": "u1", "messageId": "m1"}'
    request = Request(uuid7().bytes, source.pk, micros(timezone.now()), "track", "", "", body)
    take([(request.uid, one) for one in events_of(request.uid, request)])
    return Event.objects.get(source=source)


def asked(cast: Cast, doctor: Person) -> Field:
    """What Pharma wants to know of its doctors, and what this one says."""
    data = FieldData(name="Qwertofield", type="one", unit=cast.pharma.unit.pk, options=["Qwertoption"])
    made = define_field(cast.head, "person", data)
    plain = FieldData(name="Brand", type="text", unit=cast.pharma.unit.pk)
    define_field(cast.head, "person", plain)
    set_values(cast.rita, "person", doctor.pk, {"brand": "qwertovalue", "qwertofield": "qwertoption"})
    return made


def school(rita: User) -> Organisation:
    return create_organisation(rita, OrganisationData(name="Qwertoschool"))


def meant(cast: Cast, name: str) -> Segment:
    """Pharma's best customers, counted."""
    best = Condition.model_validate({"parts": [{"kind": "profile", "field": "klass", "values": ["A"]}]})
    made = create_segment(cast.marketer, name, best)
    recount(made, micros(timezone.now()))
    return made


def meant_places(cast: Cast) -> Segment:
    """Pharma's organisations, counted."""
    every = Condition.model_validate({"parts": [{"kind": "named", "text": "q"}]})
    made = create_segment(cast.marketer, "Zarnisegment of places", every, kind="organisation")
    recount(made, micros(timezone.now()))
    return made


def removed(cast: Cast) -> Segment:
    made = meant(cast, "Zarnisegment before")
    remove(cast.marketer, made)
    return made


def joined(head: User, clinic: Organisation) -> OrganisationDecision:
    double = create_organisation(head, OrganisationData(name="Qwertoclinic 2", territory=clinic.territory_id))
    return merge(head, survivor=clinic, absorbed=double)


def qwertova(rita: User, clinic: Organisation) -> Person:
    data = PersonData(
        last_name="Qwertova", klass="A", city="Omsk", organisation=clinic.pk, phones=["+79161234567"]
    )
    doctor = create_person(rita, data)
    tell_trait(rita, doctor, "likes", "qwertocoffee", "said")
    return doctor


def called(cast: Cast, doctor: Person) -> Person:
    rung(cast.head, cast.rita, "+79161234567")
    return doctor


def agreed(rep: User, doctor: Person) -> Consent:
    letters = Purpose.objects.get(unit=rep.unit_id, code="letters")
    return give_consent(rep, doctor, letters, "paper", "qwertopaper")


def finished(rita: User, doctor: Person, slide: Slide, at: datetime) -> FinishedVisit:
    return FinishedVisit(
        plan=VisitPlan(staff=rita, person=doctor, planned_at=at),
        started_at=at,
        finished_at=at + timedelta(minutes=9),
        outcome=Outcome("agreed"),
        listeners=[doctor],
        showings=[Showing(slide.uid, micros(at), 30, 1, True)],
        answers=[Answer(slide.uid, "doubts", micros(at) + 5, "text", "qwertosaid", listener=0)],
    )


def published(cast: Cast) -> Publishing:
    folder = create_folder(cast.marketer, "Zarnishelf")
    version = import_deck(cast.marketer, packed({"index.html": page("Zarnislide")}), "Zarnicol", folder)
    (publishing,) = publish(cast.marketer, version, [cast.pharma.group])
    return publishing


def forgotten(cast: Cast) -> Erasure:
    gone = create_person(cast.rita, PersonData(last_name="Qwertogone"))
    return erase_person(cast.head, gone, "request", "qwertodoc")


def peopled() -> Cast:
    cast = make_cast()
    others(cast)
    return cast


CLINIC = OrganisationData(name="Qwertoclinic", kind="clinic", city="Omsk", tax_number="7736207543")


def contended(doctor: Person) -> FieldConflict:
    return FieldConflict.objects.create(
        object_kind="person", object_id=doctor.pk, field="note", kept="qwertonote", other=""
    )


def make_world(cast: Cast | None = None) -> World:
    """Rita's customers with a merge, visits with showings and answers, Pharma's deck, published."""
    rita = (cast := cast or peopled()).rita
    clinic = create_organisation(rita, CLINIC)
    product = told(cast, clinic)
    doctor = called(cast, qwertova(rita, clinic))
    double = create_person(rita, PersonData(last_name="Qwertokin"))
    absorbed = create_person(rita, PersonData(last_name="Qwertova", first_name="Anna"))
    decision = merge(cast.head, survivor=doctor, absorbed=absorbed, evidence={})
    chain, publishing = create_organisation(rita, OrganisationData(name="Qwertochain")), published(cast)
    version, slide = publishing.version, publishing.version.slides.get()
    day, now = timedelta(days=1), timezone.now().replace(microsecond=0)
    plan = VisitPlan(staff=rita, person=doctor, planned_at=now + day, goal="Qwertogoal")
    return World(
        cast=cast,
        silent=silent(rita),
        consent=agreed(rita, doctor),
        erasure=forgotten(cast),
        doctor=doctor,
        double=double,
        decision=decision,
        match=Match.objects.create(left=doctor, right=double, probability=0.7, version="1"),
        clinic=clinic,
        chain=chain,
        joined=joined(cast.head, clinic),
        alike=OrganisationMatch.objects.create(left=clinic, right=chain, probability=0.7, version="1"),
        folder=Folder.objects.get(name="Zarnishelf"),
        version=version,
        slide=slide,
        file=version.files.order_by("id")[0],
        publishing=publishing,
        planned=plan_visit(rita, plan),
        held=load_visits(rita, [finished(rita, doctor, slide, now - day)])[0],
        conflict=contended(doctor),
        viewing=MassViewing.objects.create(user=rita, at=timezone.now(), rows=5000, hours=2),
        event=sent(cast),
        segment=meant(cast, "Zarnisegment"),
        places=meant_places(cast),
        gone=removed(cast),
        field=asked(cast, doctor),
        product=product,
        proposal=proposed(cast.marketer, product),
        view=viewed(cast.nina),
        change=changing(cast.nina, doctor),
        download=downloading(cast.nina),
        deal=(deal := dealing(cast, doctor)),
        mail=corresponding(cast.head, rita, doctor, deal),
        method=selling(cast.head),
        book=start_import(cast.nina, "qwertobook.csv", [CONTACTS], cast.pharma.north_land),
    )
