"""Mailboxes on a real server are read: who is kept and who is not, threads, touches, deals."""

from datetime import timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread as Running
from uuid import uuid4

import pytest
from django.utils import timezone

from krug.access.models import User
from krug.customers.queries import identities_of
from krug.customers.queries.timeline import timeline
from krug.letters.actions import stop_mailbox
from krug.letters.models import Attachment, Letter, Mailbox, MailFolder, Thread
from krug.letters.reading import AT_ONCE, TURN, read, read_and_tell, read_due
from krug.sales.contract import Replied
from krug.sales.facts import course_of
from krug.site.clock import moment
from krug.touches.queries import of_identities
from krug.touches.words import Direction, Verb
from tests.cast import Cast
from tests.letters.dovecot import Dovecot
from tests.letters.made import bounce, box, buyer, letter
from tests.sales.made import CONTRACT, make_deal, make_method


@pytest.fixture
def rita(cast: Cast, dovecot: Dovecot) -> Mailbox:
    return box(cast, cast.rita, dovecot.port, login=f"rita-{uuid4()}")


def at_once(mailbox: Mailbox) -> int:
    """What was kept. Raises Trouble."""
    return read(mailbox, timezone.now()).kept


def test_of_strangers_nothing_is_kept(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    dovecot.put(rita.login, letter(id="<a@shop.test>"))
    dovecot.put(rita.login, letter("Bank <bank@money.test>", id="<b@money.test>", text="Your salary"))
    dovecot.put(rita.login, letter("Nina <nina@krug.test>", id="<c@krug.test>", text="Lunch?"))
    assert at_once(rita) == 1
    kept = Letter.objects.get()
    assert (kept.subject, kept.fresh, kept.side, kept.staff_id) == (
        "Price",
        "How much is it?",
        "in",
        cast.rita.pk,
    )
    (touch,) = of_identities(identities_of(customer))
    assert (touch.verb, touch.direction, touch.staff) == (Verb.WRITTEN, Direction.IN, cast.rita.pk)
    assert dict(touch.data) == {}
    assert b"\\Seen" not in b"".join(dovecot.letters(rita.login))


def test_read_again_nothing_comes_twice(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    dovecot.put(rita.login, letter())
    assert at_once(rita) == 1
    assert at_once(rita) == 0
    # A folder made anew numbers from the beginning.
    raw = dovecot.letters(rita.login)[0]
    MailFolder.objects.filter(mailbox=rita).update(validity=1)
    dovecot.put(rita.login, raw)
    assert at_once(rita) == 0
    assert Letter.objects.count() == 1
    assert len(of_identities(identities_of(customer))) == 1


def test_two_mailboxes_have_one_letter(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    nina = box(cast, cast.nina, dovecot.port, login=f"nina-{uuid4()}")
    raw = letter(to="rita@krug.test, nina@krug.test")
    for one in (rita, nina):
        dovecot.put(one.login, raw)
        assert at_once(one) == 1
    assert Letter.objects.get().copies.count() == 2
    assert len(of_identities(identities_of(customer))) == 1


def test_a_thread_and_its_only_deal(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    deal = make_deal(cast, person=customer)
    dovecot.put(rita.login, letter("Rita <rita@krug.test>", "buyer@shop.test", id="<q@krug.test>"), "Sent")
    dovecot.put(
        rita.login,
        letter(id="<a@shop.test>", subject="Re: Price", text="Yes.", References="<q@krug.test>"),
    )
    # Somebody in his house goes on, whom nobody knows.
    dovecot.put(rita.login, letter("Boss <boss@shop.test>", id="<b@shop.test>", In_Reply_To="<a@shop.test>"))
    assert at_once(rita) == 3
    thread = Thread.objects.get()
    assert (thread.subject, thread.count, thread.deal, thread.tied) == ("Price", 3, deal, "only")
    sides = set(thread.letters.values_list("side", flat=True))
    assert sides == {"in", "out"}
    touches = of_identities(identities_of(customer))
    assert {(one.direction, one.cause_id) for one in touches} == {
        (Direction.IN, str(deal.uid)),
        (Direction.OUT, str(deal.uid)),
    }


def test_two_open_deals_are_nobodys_guess(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    for _number in range(2):
        make_deal(cast, person=customer)
    dovecot.put(rita.login, letter())
    at_once(rita)
    assert Thread.objects.get().deal is None


def test_an_answer_proves_itself_and_a_program_does_not(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    stage = CONTRACT.stages[0]
    point = stage.checkpoints[0].model_copy(update={"code": "replied", "evidence": Replied()})
    contract = CONTRACT.model_copy(
        update={"stages": (stage.model_copy(update={"checkpoints": (point,)}), *CONTRACT.stages[1:])}
    )
    make_method(cast, type(CONTRACT).model_validate(contract.model_dump(mode="json")))
    customer = buyer(cast.rita)
    now = timezone.now()
    deal = make_deal(cast, person=customer, opened_at=now - timedelta(hours=3))
    dovecot.put(rita.login, letter("Rita <rita@krug.test>", "buyer@shop.test", id="<q@krug.test>"), "Sent")
    dovecot.put(
        rita.login,
        letter(id="<auto@shop.test>", Auto_Submitted="auto-replied", In_Reply_To="<q@krug.test>"),
    )
    dovecot.put(rita.login, bounce("<q@krug.test>"))
    assert at_once(rita) == 3
    assert "replied" not in course_of(deal, timezone.now()).proven
    # What came back was no word to him either.
    assert of_identities(identities_of(customer)) == []
    dovecot.put(rita.login, letter(id="<a@shop.test>", In_Reply_To="<q@krug.test>"))
    assert at_once(rita) == 1
    proof = course_of(deal, timezone.now()).proven["replied"]
    assert proof.at == Letter.objects.get(message_id="a@shop.test").at
    kinds = sorted(Letter.objects.values_list("kind", flat=True))
    assert kinds == ["automatic", "bounce", "letter", "letter"]


def test_a_bounce_of_a_letter_that_is_not_kept_is_not_kept(
    cast: Cast, dovecot: Dovecot, rita: Mailbox
) -> None:
    buyer(cast.rita)
    dovecot.put(rita.login, bounce("<unheard@krug.test>"))
    assert at_once(rita) == 0


def test_of_another_unit_nobody_is_known(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    buyer(cast.food_rep)
    dovecot.put(rita.login, letter())
    assert at_once(rita) == 0


def test_in_batches(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    buyer(cast.rita)
    client = dovecot.client(rita.login)
    for number in range(AT_ONCE + 5):
        sender = "buyer@shop.test" if number % 10 == 0 else "x@else.test"
        client.append("INBOX", "", "", letter(sender, id=f"<{number}@shop.test>"))
    client.logout()
    found = read(rita, timezone.now())
    assert (found.looked, found.kept, found.more) == (AT_ONCE + 5, 6, False)
    rita.refresh_from_db()
    assert rita.kept == 6


def test_a_slow_mailbox_lets_the_others_have_their_turn(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    buyer(cast.rita)
    client = dovecot.client(rita.login)
    for number in range(AT_ONCE + 1):
        client.append("INBOX", "", "", letter(id=f"<{number}@shop.test>"))
    client.logout()
    seconds = iter((0.0, TURN))
    found = read(rita, timezone.now(), lambda: next(seconds))
    assert (found.kept, found.more) == (AT_ONCE, True)
    assert at_once(rita) == 1


def test_files_are_kept_and_large_ones_are_named(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    buyer(cast.rita)
    from email import message_from_bytes, policy

    made = message_from_bytes(letter(), policy=policy.default)
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Счёт.pdf")  # type: ignore[attr-defined]
    dovecot.put(rita.login, made.as_bytes())
    at_once(rita)
    file = Attachment.objects.get()
    assert (file.name, file.size, len(file.sha256)) == ("Счёт.pdf", 4, 64)


def test_how_it_is_stands_beside_it(cast: Cast, dovecot: Dovecot) -> None:
    well = box(cast, cast.rita, dovecot.port, login=f"well-{uuid4()}")
    dead = box(cast, cast.nina, 1, login="dead")
    locked = box(cast, cast.sam, dovecot.port, login="locked", password="another")
    assert read_due() == 3
    for one in (well, dead, locked):
        one.refresh_from_db()
    assert (well.failure, well.read_at is not None) == ("", True)
    assert (dead.failure, locked.failure) == ("port", "password")
    assert dead.next_at > timezone.now() + timedelta(minutes=3)
    # Nobody is due; a password that is not taken is not tried for ever.
    assert read_due() == 0
    for _time in range(2):
        read_and_tell(Mailbox.objects.get(pk=locked.pk))
    locked.refresh_from_db()
    assert locked.stopped == "password"


class Odd(StreamRequestHandler):
    """A server that says what no server says, and what nobody foresaw."""

    def handle(self) -> None:
        self.wfile.write(b"* OK here\r\n")
        while line := self.rfile.readline():
            tag, command = line.split()[:2]
            said = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"EXAMINE": b"* OK [UIDVALIDITY odd] x\r\n"}
            self.wfile.write(said.get(command.upper(), b"") + tag + b" OK done\r\n")


def test_a_fault_of_ours_is_said_too(cast: Cast) -> None:
    with ThreadingTCPServer(("127.0.0.1", 0), Odd) as server:
        Running(target=server.serve_forever, daemon=True).start()
        odd = box(cast, cast.rita, server.server_address[1])
        assert read_due() == 1
        server.shutdown()
    odd.refresh_from_db()
    assert (odd.failure, odd.failures) == ("fault", 1)
    assert odd.next_at > timezone.now()


def test_parts_in_parts_hold_up_no_mailbox(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    buyer(cast.rita)
    deep = (
        letter(id="<deep@shop.test>")
        .partition(b"\n\n")[0]
        .replace(b"text/plain", b"multipart/mixed; boundary=a")
    )
    part = b"\n\n--a\nContent-Type: multipart/mixed; boundary=a"
    dovecot.put(rita.login, deep + part * 1200 + b"\n\nx")
    dovecot.put(rita.login, letter())
    assert at_once(rita) == 2
    assert dict(Letter.objects.values_list("message_id", "cut")) == {
        "deep@shop.test": True,
        "one@shop.test": False,
    }


def test_of_whoever_left_nothing_is_read(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    User.objects.filter(pk=cast.rita.pk).update(is_active=False)
    assert read_due() == 0
    User.objects.filter(pk=cast.rita.pk).update(is_active=True)
    stop_mailbox(cast.rita, rita)
    assert read_due() == 0


def test_the_story_names_it(cast: Cast, dovecot: Dovecot, rita: Mailbox) -> None:
    customer = buyer(cast.rita)
    dovecot.put(rita.login, letter())
    at_once(rita)
    (entry,) = timeline(cast.rita, customer).entries
    thread = Thread.objects.get()
    assert entry.title == "Price"
    assert str(thread.uid) in entry.address
    assert moment(entry.at) == thread.last_at
