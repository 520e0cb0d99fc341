"""A mailbox is connected, changed, stopped and started again."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import Role, Team, User
from krug.access.rules import Permission, may
from krug.customers import normal
from krug.letters.data import MailboxData
from krug.letters.errors import TROUBLES, NotYourMailbox
from krug.letters.models import Mailbox
from krug.letters.queries.known import Addresses
from krug.letters.queries.servers import listed
from krug.letters.rules import is_host, port_fits, security_fits
from krug.letters.sealing import seal
from krug.letters.tasks import read_soon
from krug.letters.words import Security, Stopped
from krug.site import writing

SERVERS = (("imap_host", "imap_port", "imap_security"), ("smtp_host", "smtp_port", "smtp_security"))
TOLD = ("name", "login", "signature", *(name for names in SERVERS for name in names))


def connect_mailbox(author: User, data: MailboxData) -> Mailbox:
    """His own, or one that his unit shares. Raises NotAllowed, Invalid."""
    _demand(author, data.shared)
    if author.unit_id is None:
        raise _wrong("address", data.address, _("A mailbox belongs to a business unit, and you are of none."))
    fields = checked(author.unit_id, data)
    if not data.password:
        raise _wrong("password", "", _("A password is needed."))
    _demand_nobodys(author, author.unit_id, str(fields["address"]))
    try:
        with transaction.atomic():
            made = Mailbox.objects.create(
                unit_id=author.unit_id,
                owner=None if data.shared else author,
                collects=data.shared and data.collects,
                team=_team(author, data),
                author=author,
                secret=seal(data.password),
                **fields,
            )
            audit.record(author, "connected", "mailbox", made.pk, after={"address": made.address})
            transaction.on_commit(read_soon)
    except IntegrityError as error:
        message = _("This mailbox is connected already.")
        raise _wrong("address", data.address, message) from error
    return made


@transaction.atomic
def change_mailbox(author: User, mailbox: Mailbox, data: MailboxData) -> Mailbox:
    """Its address stays: another one is another mailbox. It is tried again at once."""
    held = hold_mailbox(author, mailbox)
    fields = checked(held.unit_id, data)
    moved = any(fields[host] != getattr(held, host) for host, _port, _security in SERVERS)
    if moved and not data.password:
        # Whoever names another server must know the password: it is not sent there on his word.
        raise _wrong("password", "", _("For another server the password is needed again."))
    before = {name: getattr(held, name) for name in TOLD}
    for name in TOLD:
        setattr(held, name, fields[name])
    if data.password:
        held.secret = seal(data.password)
    if held.stopped == Stopped.PASSWORD:
        held.stopped = Stopped.NO
    held.failures, held.next_at, held.sent_folder = 0, timezone.now(), ""
    held.save()
    after = {name: getattr(held, name) for name in TOLD}
    changed = {name for name in TOLD if before[name] != after[name]}
    audit.record(
        author,
        "edited",
        "mailbox",
        held.pk,
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
    )
    transaction.on_commit(read_soon)
    return held


@transaction.atomic
def stop_mailbox(author: User | None, mailbox: Mailbox, why: str = Stopped.HAND) -> None:
    """Neither read nor written through; what was kept stays. Whoever looks after mailboxes may stop any."""
    if author is not None and mailbox.owner_id != author.pk:
        _demand(author, shared=True)
        if author.role != Role.ADMIN and author.unit_id != mailbox.unit_id:
            raise NotYourMailbox
    if Mailbox.objects.filter(pk=mailbox.pk, stopped=Stopped.NO).update(stopped=why):
        audit.record(author, "stopped_mailbox", "mailbox", mailbox.pk, after={"why": why})


@transaction.atomic
def start_mailbox(author: User, mailbox: Mailbox) -> None:
    held = hold_mailbox(author, mailbox)
    if held.stopped:
        Mailbox.objects.filter(pk=held.pk).update(
            stopped=Stopped.NO, failures=0, failure="", failure_said="", next_at=timezone.now()
        )
        audit.record(author, "started_mailbox", "mailbox", held.pk)
        transaction.on_commit(read_soon)


def hold_mailbox(author: User, mailbox: Mailbox) -> Mailbox:
    """The row, locked: his own, or a shared one that he looks after. Raises NotAllowed, NotYourMailbox."""
    _demand(author, shared=mailbox.owner_id is None)
    held = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    near = author.role == Role.ADMIN or author.unit_id == held.unit_id
    if held.owner_id not in (None, author.pk) or not near:
        raise NotYourMailbox
    return held


def checked(unit: int, data: MailboxData) -> dict[str, object]:
    """The fields as they are stored. Raises Invalid with everything that is wrong."""
    errors = list[FieldError]()
    address = normal.email(data.address)
    if address is None:
        errors.append(FieldError("address", data.address, "wrong", _("An e-mail address is expected.")))
    found: dict[str, object] = {
        "address": address,
        "name": writing.text(data.name)[:120] or (address or ""),
        "login": writing.text(data.login)[:254] or (address or ""),
        "signature": writing.text(data.signature, lines=True)[:2000],
    }
    for host, port, security in SERVERS:
        name = getattr(data, host).strip().lower()
        found |= {host: name, port: getattr(data, port), security: getattr(data, security)}
        if problem := _server_wrong(unit, name, getattr(data, port), getattr(data, security)):
            field, code = problem
            place = {"host": host, "port": port, "security": security}[field]
            errors.append(FieldError(place, str(found[place]), code, TROUBLES[code]))
    if errors:
        raise Invalid(errors)
    return found


def _server_wrong(unit: int, host: str, port: int, security: str) -> tuple[str, str] | None:
    """(which part of it, a code of TROUBLES)"""
    if not is_host(host):
        return "host", "name"
    entry = listed(unit, host)
    if entry is None:
        return "host", "unlisted"
    if not port_fits(port, entry.internal):
        return "port", "port"
    if security not in Security.values or not security_fits(security, entry.internal):
        return "security", "plain"
    return None


def _team(author: User, data: MailboxData) -> Team | None:
    if not data.shared or data.team is None:
        return None
    team = Team.objects.filter(pk=data.team, unit=author.unit_id).first()
    if team is None:
        raise _wrong("team", data.team, _("Choose one of the list."))
    return team


def _demand_nobodys(author: User, unit: int, address: str) -> None:
    """Who reads what follows from addresses: a colleague's would show his letters, a customer's hide them."""
    if User.objects.filter(email__iexact=address).exclude(pk=author.pk).exists():
        raise _wrong("address", address, _("Somebody signs in with this address: nobody else connects it."))
    if Addresses(unit, [address]).customer(address, timezone.now()):
        raise _wrong("address", address, _("This is a customer's address: it stands on the customer's card."))


def _demand(author: User, shared: bool) -> None:
    if not may(author, Permission.MANAGE_MAILBOXES if shared else Permission.WRITE_LETTERS):
        raise NotAllowed


def _wrong(field: str, value: object, message: object) -> Invalid:
    return Invalid([FieldError(field, value, "wrong", str(message))])
