"""The demo company taken out whole, and nothing of anybody else's with it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.actions.scope import refresh_user_scopes
from krug.access.models import AuditEntry, Group, Role, Scope, ScopeMember, Team, Territory, Unit, User
from krug.accounts.models import Account
from krug.analysis.actions.export import rebuild
from krug.behaviour.models import Event, Session, Source
from krug.calls.models import Call, Provider
from krug.customers.models import (
    ContactImport,
    FieldVersion,
    Identity,
    Link,
    ListPlace,
    Organisation,
    Person,
    Sighting,
)
from krug.customers.search import index
from krug.decks.contents import place_of
from krug.decks.models import Deck, Slide, VersionFile
from krug.demo import ledger
from krug.demo.closure import Closure, referring
from krug.demo.models import DemoRow
from krug.letters.models import Attachment, Mailbox
from krug.sales.actions.proposal import customer_of
from krug.sales.models import DealMark
from krug.segments.marks import PLACE
from krug.segments.models import Mark
from krug.site.bulk import chunks
from krug.sync.models import Change, Device
from krug.sync.resolve import IDENTITY
from krug.touches.actions.erase import erase, touched
from krug.visits.models import Listener, Visit

Progress = Callable[[str], None]
SCOPES = {Scope.Kind.UNIT: Unit, Scope.Kind.TEAM: Team, Scope.Kind.TERRITORY: Territory,
          Scope.Kind.GROUP: Group, Scope.Kind.OWN: User}  # fmt: skip
TRAVELLING = {"person": Person, "organisation": Organisation, "visit": Visit, "deck": Deck}


def remove(progress: Progress) -> None:
    """Remove the company; where there is none, nothing happens."""
    if not DemoRow.objects.exists():
        progress("There is no demo company here.")
        return
    progress("Finding what belongs to the demo company …")
    with transaction.atomic():
        gone = _remove(progress)
    progress("Reading copy for analysis …")
    rebuild()
    progress(f"The demo company is gone: {gone} rows.")


def _remove(progress: Progress) -> int:
    units = DemoRow.objects.filter(kind=DemoRow.Kind.UNIT).values_list("row", flat=True)
    closure = Closure()
    closure.take(Unit, units)
    # Whatever names a demo unit is demo, even where it could be without a unit.
    for table, link in closure.links[Unit]:
        closure.take(table, referring(table, link, closure.rows[Unit]))
    _admins(closure)
    for kind, table in SCOPES.items():
        closure.take(Scope, _scopes(kind, closure.rows[table]))
    _marks(closure)
    _sightings(closure)
    touches = erase(authors=[*_authors(closure.rows[User]), *_sources(closure)])
    nobodys = _nobodys(closure)
    for part in chunks(nobodys):
        closure.take(Change, Change.objects.filter(kind=IDENTITY, row__in=part).values_list("id", flat=True))
    touches += erase(identities=nobodys)
    closure.take(Identity, nobodys)
    _looked_at(closure)
    files = [place_of(sha256) for sha256 in _files(closure)] + _sheets(closure)
    progress("Removing …")
    gone = closure.delete()
    words: set[str] = set()
    for one in ("person", "organisation"):
        for part in chunks(closure.rows[TRAVELLING[one]]):
            words |= index.drop(one, part)
    index.forget_words(words)
    DemoRow.objects.all().delete()
    refresh_user_scopes(User.objects.filter(role=Role.ADMIN).values_list("id", flat=True))
    transaction.on_commit(lambda: _unlink(files))
    return gone + touches


def _admins(closure: Closure) -> None:
    """A demo administrator who made something real stays as its author, and cannot sign in any more."""
    for row in DemoRow.objects.filter(kind=DemoRow.Kind.USER).values_list("row", flat=True):
        if closure.outside(User, row):
            deactivate_user(None, User.objects.get(pk=row))
        else:
            closure.take(User, [row])


def _scopes(kind: str, refs: Iterable[int]) -> list[int]:
    found: list[int] = []
    for part in chunks(refs):
        found += Scope.objects.filter(kind=kind, ref__in=part).values_list("id", flat=True)
    return found


def _marks(closure: Closure) -> None:
    """Rows that name others by kind and number, where no foreign key leads."""
    closure.take(
        AuditEntry, AuditEntry.objects.filter(actor__in=closure.rows[User]).values_list("id", flat=True)
    )
    for table in list(closure.rows):
        kind = str(table._meta.model_name)
        for part in chunks(closure.rows[table]):
            about = AuditEntry.objects.filter(object_kind=kind, object_id__in=[str(row) for row in part])
            closure.take(AuditEntry, about.values_list("id", flat=True))
            fields = FieldVersion.objects.filter(kind=kind, row__in=part)
            closure.take(FieldVersion, fields.values_list("id", flat=True))
    for kind, table in TRAVELLING.items():
        for part in chunks(closure.rows[table]):
            closure.take(Change, Change.objects.filter(kind=kind, row__in=part).values_list("id", flat=True))
            members = ScopeMember.objects.filter(kind=kind, row__in=part)
            closure.take(ScopeMember, members.values_list("id", flat=True))
            listed = ListPlace.objects.filter(kind=kind, row__in=part)
            closure.take(ListPlace, listed.values_list("id", flat=True))


def _authors(users: Iterable[int]) -> list[str]:
    devices = Device.objects.filter(user__in=list(users)).values_list("uid", flat=True)
    return [*(f"user:{user}" for user in users), *(f"device:{uid}" for uid in devices)]


def _sources(closure: Closure) -> list[str]:
    """By whom the log says that site, shop, accounting, mailboxes and phone systems told it."""
    sites = Source.objects.filter(pk__in=closure.rows[Source]).values_list("uid", flat=True)
    boxes = Mailbox.objects.filter(pk__in=closure.rows[Mailbox]).values_list("uid", flat=True)
    phones = Provider.objects.filter(pk__in=closure.rows[Provider]).values_list("uid", flat=True)
    readers = map(customer_of, closure.rows[Unit])
    return [
        *(f"source:{uid}" for uid in sites),
        *(f"source:mailbox.{uid}" for uid in boxes),
        *(f"source:calls-{uid}" for uid in phones),
        f"source:{ledger.SOURCE}",
        *readers,
    ]


def _sightings(closure: Closure) -> None:
    """Who was seen with whom was told by events of the demo's own site."""
    for part in chunks(closure.rows[Event]):
        uids = Event.objects.filter(pk__in=part).values("uid")
        closure.take(Sighting, Sighting.objects.filter(uid__in=uids).values_list("id", flat=True))


def _looked_at(closure: Closure) -> None:
    """Marks that wait for segments to be kept and deals to be judged."""
    kinds = (("person", Person), ("organisation", Organisation), (PLACE, Organisation), (IDENTITY, Identity))
    for kind, table in kinds:
        for part in chunks(closure.rows[table]):
            closure.take(Mark, Mark.objects.filter(kind=kind, row__in=part).values_list("id", flat=True))
            told = DealMark.objects.filter(kind=kind, row__in=part)
            closure.take(DealMark, told.values_list("id", flat=True))


def _sheets(closure: Closure) -> list[Path]:
    """Files that were imported."""
    rows = ContactImport.objects.filter(pk__in=closure.rows[ContactImport])
    return [settings.KRUG_HOME / path for path in rows.values_list("path", flat=True)]


def _nobodys(closure: Closure) -> set[int]:
    """Identities that nobody has any more. A phone that a real person shares, or that something real was
    heard from, stays with its touches; cards were of nobody else from the start.
    """
    found: set[int] = set()
    shared: set[int] = set()
    for table in (Link, Listener):
        for part in chunks(closure.rows[table]):
            found.update(table._base_manager.filter(pk__in=part).values_list("identity", flat=True))
    for seen, name in ((Event, "identity"), (Session, "thing")):
        for part in chunks(closure.rows[seen]):
            found.update(seen._base_manager.filter(pk__in=part).values_list(name, flat=True))
    found |= _called(closure)
    for part in chunks(closure.rows[Account]):
        names = [
            f"account:{uid}" for uid in Account.objects.filter(pk__in=part).values_list("uid", flat=True)
        ]
        accounts = Identity.objects.filter(kind=Identity.Kind.LISTENER, value__in=names)
        found.update(accounts.values_list("id", flat=True))
    for part in chunks(found):
        for table in (Link, Listener):
            naming = table._base_manager.filter(identity__in=part).values_list("pk", "identity")
            shared.update(identity for row, identity in naming if row not in closure.rows[table])
    own = (Identity.Kind.CARD, Identity.Kind.LISTENER)
    others: set[int] = set()
    for part in chunks(found - shared):
        others.update(Identity.objects.filter(id__in=part).exclude(kind__in=own).values_list("id", flat=True))
    return found - shared - touched(others)


def _called(closure: Closure) -> set[int]:
    """Numbers that called, and calls of which nobody said whose they were."""
    found: set[int] = set()
    for part in chunks(closure.rows[Call]):
        rows = list(Call.objects.filter(pk__in=part).values_list("uid", "other"))
        numbers = Identity.objects.filter(kind=Identity.Kind.PHONE, value__in={other for _uid, other in rows})
        names = [f"call:{uid}" for uid, _other in rows]
        nobodys = Identity.objects.filter(kind=Identity.Kind.LISTENER, value__in=names)
        found.update(numbers.values_list("id", flat=True), nobodys.values_list("id", flat=True))
    return found


def _files(closure: Closure) -> set[str]:
    """SHA-256 of the contents that no deck and no letter names any more."""
    wanted: set[str] = set()
    kept: set[str] = set()
    for rows, name in (
        (VersionFile.objects.all(), "sha256"),
        (Slide.objects.all(), "thumb"),
        (Attachment.objects.all(), "sha256"),
    ):
        for row, sha256 in rows.values_list("pk", name):
            (wanted if row in closure.rows[rows.model] else kept).add(sha256)
    return {sha256 for sha256 in wanted - kept if sha256}


def _unlink(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
