"""Letters go out through a real server, each once as far as that can be."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import Invalid, NotAllowed, WrongInput
from krug.access.models import AuditEntry, AuditValue
from krug.customers.queries import identities_of
from krug.letters.actions import (
    begin_letter,
    decide_unknown,
    discard_letter,
    queue_letter,
    save_letter,
    take_back,
)
from krug.letters.data import Typed
from krug.letters.errors import AlreadySent, ChangedMeanwhile
from krug.letters.models import Letter, Mailbox, Outgoing
from krug.letters.reading import read
from krug.letters.sealing import seal
from krug.letters.sending import GRACE_OVER, send_due
from krug.touches.queries import of_identities
from krug.touches.words import Direction
from tests.cast import Cast, client_of
from tests.letters.dovecot import PASSWORD, Dovecot, free_port
from tests.letters.made import bounce, box, buyer, letter
from tests.sales.made import make_deal


class Sink:
    """What an SMTP server took. `answer`: what it says to a letter, `refuses`: to an address."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        self.answer = "250 Taken"
        self.refuses = ""
        self.breaks = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address == self.refuses:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.letters.append(envelope.content)
        if self.breaks:
            server.transport.abort()
            await asyncio.sleep(0)
        return self.answer


@pytest.fixture(scope="module")
def server() -> Iterator[Controller]:
    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        well = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=well, handled=False)

    made = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=known,
        auth_require_tls=False,
        auth_required=True,
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def sink(server: Controller) -> Sink:
    server.handler.__init__()  # type: ignore[misc]
    return server.handler  # type: ignore[no-any-return]


@pytest.fixture
def rita(cast: Cast, dovecot: Dovecot, server: Controller) -> Mailbox:
    return box(cast, cast.rita, dovecot.port, server.port, login=f"rita-{uuid4()}", signature="Rita\nKrug")


def written(cast: Cast, to: str = "Buyer <buyer@shop.test>", **about: Any) -> Outgoing:
    made = begin_letter(cast.rita, **about)
    return save_letter(cast.rita, made, Typed(to, "Offer", "Five.\n\nИ ещё."), made.version, "w")


def go(cast: Cast, made: Outgoing) -> Outgoing:
    queue_letter(cast.rita, made)
    assert send_due(timezone.now() + GRACE_OVER) == 1
    made.refresh_from_db()
    return made


def test_it_goes_once_and_stands_everywhere(cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink) -> None:
    customer = buyer(cast.rita)
    deal = make_deal(cast, person=customer)
    made = go(cast, written(cast, deal=deal, person=customer))
    assert (made.state, len(sink.letters)) == ("sent", 1)
    message = message_from_bytes(sink.letters[0], policy=policy.default)
    assert message["To"] == "buyer@shop.test"
    assert message["From"] == "Rita <rita@krug.test>"
    assert message.get_content().replace("\r\n", "\n").rstrip() == "Five.\n\nИ ещё.\n\n-- \nRita\nKrug"  # type: ignore[attr-defined]
    kept = Letter.objects.get()
    assert (kept.thread.deal, kept.thread.tied, kept.fresh) == (deal, "written", "Five.\n\nИ ещё.")
    (touch,) = of_identities(identities_of(customer))
    assert (touch.direction, touch.cause_id, touch.staff) == (Direction.OUT, str(deal.uid), cast.rita.pk)
    with pytest.raises(AlreadySent):
        queue_letter(cast.rita, made)
    assert send_due(timezone.now() + timedelta(days=1)) == 0
    # The server does not file it by itself: it is put into Sent, once, and read from there it is the same.
    for _time in range(2):
        read(rita, timezone.now())
    assert len(dovecot.letters(rita.login, "Sent")) == 1
    assert Letter.objects.count() == 1
    assert len(of_identities(identities_of(customer))) == 1


def test_an_answer_goes_on_with_its_thread(cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink) -> None:
    buyer(cast.rita)
    dovecot.put(rita.login, letter(References="<zero@shop.test>"))
    read(rita, timezone.now())
    asked = Letter.objects.get()
    made = go(cast, written(cast, answers=asked))
    message = message_from_bytes(sink.letters[0], policy=policy.default)
    assert message["In-Reply-To"] == "<one@shop.test>"
    assert message["References"] == "<zero@shop.test> <one@shop.test>"
    assert "> How much is it?" in message.get_content()  # type: ignore[attr-defined]
    assert made.letter
    assert made.letter.thread == asked.thread
    assert made.letter.fresh == "Five.\n\nИ ещё."


def test_a_domain_that_is_not_ascii_travels_as_servers_know_it(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    customer = buyer(cast.rita, "buyer@почта.рф")
    Mailbox.objects.filter(pk=rita.pk).update(address="rita@круг.рф")
    made = go(cast, written(cast, "buyer@почта.рф"))
    assert (made.state, made.reason) == ("sent", "")
    wire = "buyer@xn--80a1acny.xn--p1ai"
    assert sink.recipients == [wire]
    message = message_from_bytes(sink.letters[0], policy=policy.default)
    assert (message["To"], message["From"]) == (wire, "Rita <rita@xn--c1ansm.xn--p1ai>")
    (touch,) = of_identities(identities_of(customer))
    assert (touch.direction, touch.staff) == (Direction.OUT, cast.rita.pk)


def test_one_that_cannot_travel_says_so_and_holds_up_no_other(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    bad = queue_letter(cast.rita, written(cast))
    Outgoing.objects.filter(pk=bad.pk).update(to=f"buyer@{'я' * 70}.рф")
    good = queue_letter(cast.rita, written(cast, "x@shop.test"))
    assert send_due(timezone.now() + GRACE_OVER) == 2
    for one in (bad, good):
        one.refresh_from_db()
    assert (bad.state, good.state, len(sink.letters)) == ("failed", "sent", 1)
    assert "cannot travel" in bad.reason


def test_a_password_that_is_not_ascii_is_not_taken(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    Mailbox.objects.filter(pk=rita.pk).update(secret=seal("пароль"))
    made = go(cast, written(cast))
    assert (made.state, sink.letters) == ("failed", [])


def test_what_is_refused_says_why_and_can_be_mended(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    buyer(cast.rita)
    sink.refuses = "buyer@shop.test"
    made = go(cast, written(cast))
    assert (made.state, sink.letters) == ("failed", [])
    assert "No such mailbox" in made.reason
    sink.refuses = ""
    save_letter(cast.rita, made, Typed("buyer@shop.test", "Offer", "Six"), made.version, "w")
    assert go(cast, made).state == "sent"
    assert len(sink.letters) == 1


def test_a_server_that_is_not_there_is_tried_later(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    sink.answer = "451 4.7.1 Later"
    made = go(cast, written(cast))
    assert (made.state, made.attempts) == ("queued", 1)
    assert made.next_at
    assert made.next_at > timezone.now() + timedelta(seconds=30)
    sink.answer = "250 Taken"
    assert send_due(made.next_at) == 1
    made.refresh_from_db()
    assert made.state == "sent"


def test_a_wrong_password_waits_for_nothing(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    Mailbox.objects.filter(pk=rita.pk).update(secret=seal("another"))
    made = go(cast, written(cast))
    assert (made.state, sink.letters) == ("failed", []), made.reason


def test_broken_at_the_end_nobody_knows_until_sent_tells(
    cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink
) -> None:
    sink.breaks = True
    made = go(cast, written(cast))
    assert made.state == "unknown"
    assert send_due(timezone.now() + timedelta(days=1)) == 0
    read(rita, timezone.now())
    made.refresh_from_db()
    assert made.state == "unknown"
    # The server had it, and filed it.
    dovecot.put(rita.login, sink.letters[0], "Sent")
    read(rita, timezone.now())
    made.refresh_from_db()
    assert (made.state, made.filed) == ("sent", True)
    assert len(dovecot.letters(rita.login, "Sent")) == 1


def test_killed_while_sending(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    made = written(cast)
    queue_letter(cast.rita, made)
    then = timezone.now() + GRACE_OVER
    Outgoing.objects.filter(pk=made.pk).update(state="sending", lease_until=then)
    assert send_due(then) == 0
    assert send_due(then + timedelta(minutes=1)) == 0
    made.refresh_from_db()
    assert made.state == "unknown"
    # He looked: it did not go. The same letter goes, with the same name.
    id = made.message_id
    decide_unknown(cast.rita, made, sent=False)
    assert send_due(timezone.now() + GRACE_OVER) == 1
    assert message_from_bytes(sink.letters[0])["Message-ID"] == f"<{id}>"


def test_what_comes_back_is_told(cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink) -> None:
    customer = buyer(cast.rita)
    made = go(cast, written(cast))
    dovecot.put(rita.login, bounce(f"<{made.message_id}>"))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert made.state == "failed"
    assert "no such mailbox" in made.reason
    assert of_identities(identities_of(customer)) == []


def test_a_notice_of_delay_changes_nothing(cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink) -> None:
    customer = buyer(cast.rita)
    made = go(cast, written(cast))
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", said={"buyer@shop.test": "delayed"}))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert (made.state, made.reason) == ("sent", "")
    assert len(of_identities(identities_of(customer))) == 1
    # It stands in the thread, and an answer does not go to the server that said it.
    assert made.letter
    assert list(made.letter.thread.letters.order_by("id").values_list("kind", flat=True)) == [
        "letter",
        "automatic",
    ]
    address = f"{reverse('letter-new')}?thread={made.letter.thread.uid}"
    client_of(cast.rita).post(address)
    assert Outgoing.objects.get(state="draft").to == "buyer@shop.test"
    # Given up at last.
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", id="2"))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert made.state == "failed"
    assert of_identities(identities_of(customer)) == []


def test_of_several_it_goes_again_to_whom_it_did_not_reach(
    cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink
) -> None:
    reached, lost = buyer(cast.rita, "one@shop.test", "One"), buyer(cast.rita, "two@shop.test", "Two")
    third = buyer(cast.rita, "three@shop.test", "Three")
    made = go(cast, written(cast, "one@shop.test, two@shop.test, three@shop.test"))
    told = {"one@shop.test": "delivered", "two@shop.test": "failed"}
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", said=told))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert (made.state, made.to) == ("failed", "two@shop.test")
    assert made.reason.startswith("two@shop.test: ")
    page = client_of(cast.rita).get(reverse("letter-out", args=[made.uid])).content.decode()
    assert "these have it: one@shop.test, three@shop.test." in page
    assert [len(of_identities(identities_of(one))) for one in (reached, lost, third)] == [1, 0, 1]
    # He mends it meanwhile: the same told again changes nothing, another address is added.
    save_letter(cast.rita, made, Typed("second@shop.test", "Offer", "Six"), made.version, "w")
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", id="2", said=told))
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", id="3", said={"three@shop.test": "failed"}))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert made.to == "second@shop.test, three@shop.test"
    with pytest.raises(ChangedMeanwhile):
        save_letter(cast.rita, made, Typed("second@shop.test", "Offer", "Six"), 1, "w")
    assert [len(of_identities(identities_of(one))) for one in (reached, lost, third)] == [1, 0, 0]
    queue_letter(cast.rita, made)
    assert send_due(timezone.now() + GRACE_OVER) == 1
    assert message_from_bytes(sink.letters[-1])["To"] == "second@shop.test, three@shop.test"


def test_where_nobody_says_whom_it_did_not_reach_all_are_kept(
    cast: Cast, dovecot: Dovecot, rita: Mailbox, sink: Sink
) -> None:
    buyer(cast.rita)
    made = go(cast, written(cast, "buyer@shop.test, other@shop.test"))
    dovecot.put(rita.login, bounce(f"<{made.message_id}>", said={}))
    read(rita, timezone.now())
    made.refresh_from_db()
    assert (made.state, made.to) == ("failed", "buyer@shop.test, other@shop.test")
    page = client_of(cast.rita).get(reverse("letter-out", args=[made.uid])).content.decode()
    assert "sent again it goes to everybody" in page


def test_taken_back_in_time(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    made = queue_letter(cast.rita, written(cast))
    assert send_due() == 0
    take_back(cast.rita, made)
    assert send_due(timezone.now() + GRACE_OVER) == 0
    discard_letter(cast.rita, made)
    assert not Outgoing.objects.exists()


def test_of_what_is_thrown_away_the_journal_keeps_no_address(cast: Cast, rita: Mailbox, sink: Sink) -> None:
    made = queue_letter(cast.rita, written(cast))
    take_back(cast.rita, made)
    told = AuditValue.objects.filter(entry__object_kind="letter_out", entry__object_id=str(made.pk))
    assert told.exists()
    discard_letter(cast.rita, made)
    assert not told.exists()
    assert AuditEntry.objects.filter(object_kind="letter_out").exists()


def test_a_draft_is_one_and_two_windows_do_not_overwrite(cast: Cast, rita: Mailbox) -> None:
    made = begin_letter(cast.rita)
    assert begin_letter(cast.rita) == made
    save_letter(cast.rita, made, Typed("", "", "A"), made.version, "one")
    save_letter(cast.rita, made, Typed("", "", "AB"), made.version, "one")
    with pytest.raises(ChangedMeanwhile):
        save_letter(cast.rita, made, Typed("", "", "C"), made.version, "two")


def test_wrong_input(cast: Cast, rita: Mailbox) -> None:
    made = begin_letter(cast.rita)
    for to in ("", "nobody", "a@b.test, nobody", ", ".join(f"{one}@b.test" for one in range(30))):
        save_letter(cast.rita, made, Typed(to, "x", "y"), made.version, "w")
        with pytest.raises(Invalid):
            queue_letter(cast.rita, made)
    # A line end in a subject would be another header.
    save_letter(cast.rita, made, Typed("a@b.test", "x\r\nBcc: thief@else.test", "y"), made.version, "w")
    made.refresh_from_db()
    assert made.subject == "x Bcc: thief@else.test"


def test_nobody_writes_for_another(cast: Cast, rita: Mailbox) -> None:
    made = written(cast)
    for act in (queue_letter, discard_letter):
        with pytest.raises(NotAllowed):
            act(cast.nina, made)  # type: ignore[operator]
    for who in (cast.marketer, cast.production, cast.integrator):
        with pytest.raises(NotAllowed):
            begin_letter(who)
    with pytest.raises(WrongInput):
        begin_letter(cast.roma)
