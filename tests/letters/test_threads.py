"""Who sees a thread and who reads it: pages, cards, story; ties, privacy, the subject's rights."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import Invalid, NotAllowed
from krug.access.models import User
from krug.customers.actions import erase_person
from krug.customers.models import Person
from krug.customers.privacy.places import places
from krug.customers.privacy.subject import subject_of
from krug.customers.queries import identities_of
from krug.letters.actions import begin_letter, keep_letter, save_letter, set_private, tie
from krug.letters.data import Typed
from krug.letters.mail.parsing import parsed
from krug.letters.models import Letter, Mailbox, MailFolder, Thread
from krug.letters.queries.threads import NEWEST, letters_of, reach_thread, threads_with
from krug.letters.reading import Place, keep_batch
from krug.sales.actions import hand_over, set_helpers
from krug.touches.queries import of_identities
from tests.cast import Cast, client_of
from tests.letters.made import box, buyer, letter
from tests.sales.made import make_deal


def kept(mailbox: Mailbox, raw: bytes, side: str = "in") -> Letter | None:
    now = timezone.now()
    return keep_letter(mailbox, side, parsed(raw, now), now)


@pytest.fixture
def customer(cast: Cast) -> Person:
    return buyer(cast.rita, territory=cast.pharma.north_land.pk)


@pytest.fixture
def mine(cast: Cast) -> Mailbox:
    return box(cast, cast.rita)


@pytest.fixture
def thread(cast: Cast, customer: Person, mine: Mailbox) -> Thread:
    found = kept(mine, letter(text="Secret words"))
    assert found
    return found.thread


def reads(user: User, thread: Thread) -> bool | None:
    """None: he does not see it."""
    try:
        return reach_thread(user, thread.uid)[1]
    except Http404:
        return None


def test_words_for_few(cast: Cast, thread: Thread) -> None:
    found = {
        user.name: reads(user, thread)
        for user in (cast.rita, cast.nina, cast.boss, cast.head, cast.admin, cast.marketer, cast.roma)
    }
    assert found == {
        "Rita": True, "Nina": True, "Boss": True, "Head": True, "Admin": True,
        "Marketer": False, "Roma": None,
    }  # fmt: skip
    assert reads(cast.food_head, thread) is None


def test_those_of_the_deal_read_it(cast: Cast, thread: Thread, customer: Person) -> None:
    deal = make_deal(cast, person=customer)
    tie(cast.rita, thread, deal)
    set_helpers(cast.rita, deal, [cast.roma])
    assert reads(cast.roma, thread) is True
    set_helpers(cast.rita, deal, [])
    assert reads(cast.roma, thread) is None
    # Handed over with the deal.
    hand_over(cast.head, deal, cast.roma, "He left")
    assert reads(cast.roma, thread) is True


def test_private(cast: Cast, thread: Thread, customer: Person) -> None:
    with pytest.raises(NotAllowed):
        set_private(cast.head, thread, True)
    set_private(cast.rita, thread, True)
    assert reads(cast.rita, thread) is True
    assert [reads(user, thread) for user in (cast.nina, cast.head, cast.marketer)] == [None] * 3
    (line,) = threads_with(cast.nina, [customer.pk])
    assert (line.shown, line.subject) == (False, "")
    page = client_of(cast.nina).get(f"/customers/{customer.uid}/").content.decode()
    assert "Private letter" in page
    assert "Price" not in page


def test_pages(cast: Cast, thread: Thread, customer: Person) -> None:
    address = f"/letters/{thread.uid}/"
    for user, words in ((cast.rita, True), (cast.marketer, False)):
        page = client_of(user).get(address).content.decode()
        assert "Price" in page
        assert ("Secret words" in page) is words
    assert client_of(cast.roma).get(address).status_code == 404
    assert client_of(cast.production).get(address).status_code == 403
    card = client_of(cast.rita).get(f"/customers/{customer.uid}/").content.decode()
    assert address in card
    # The touch tells its reader nothing but that there was a letter.
    (touch,) = of_identities(identities_of(customer))
    assert dict(touch.data) == {}


def test_html_of_a_stranger_is_text(cast: Cast, customer: Person, mine: Mailbox) -> None:
    raw = (
        letter(subject="<script>alert(1)</script>")
        .replace(b"text/plain", b"text/html")
        .replace(b"How much is it?", b"<img src=x onerror=alert(2)>Hi<script>alert(3)</script>")
    )
    found = kept(mine, raw)
    assert found
    page = client_of(cast.rita).get(f"/letters/{found.thread.uid}/").content.decode()
    for bad in ("<script>alert", "onerror", "<img src=x"):
        assert bad not in page


def test_tied_by_hand(cast: Cast, thread: Thread, customer: Person) -> None:
    first, second = (make_deal(cast, person=customer) for _number in range(2))
    for deal in (first, second, first):
        tie(cast.rita, thread, deal)
        (touch,) = of_identities(identities_of(customer))
        assert (touch.cause_kind, touch.cause_id) == ("deal", str(deal.uid))
    tie(cast.rita, thread, first)
    tie(cast.rita, thread, None)
    (touch,) = of_identities(identities_of(customer))
    assert touch.cause_kind == ""
    with pytest.raises(NotAllowed):
        tie(cast.marketer, thread, first)
    with pytest.raises(Invalid):
        tie(cast.rita, thread, make_foreign(cast))


def make_foreign(cast: Cast):  # type: ignore[no-untyped-def]
    from krug.sales.actions import open_deal, take_ready
    from krug.sales.data import DealData

    method = take_ready(cast.food_head, "simple", at_once=True)
    person = buyer(cast.food_rep, "other@food.test")
    return open_deal(cast.food_rep, DealData(person=person, method=method))


def test_find_and_erase(cast: Cast, thread: Thread, customer: Person, mine: Mailbox) -> None:
    kept(mine, letter("x@shop.test", id="<two@shop.test>", text="He said so", In_Reply_To="<one@shop.test>"))
    place = next(one for one in places() if one.code == "letters")
    rows = place.rows(subject_of(customer))
    assert [row["text"] for row in rows] == ["Secret words", "He said so"]
    erase_person(cast.head, customer, "request", "a letter")
    for one in Letter.objects.all():
        assert (one.text, one.fresh, one.sender, one.to, one.subject) == ("", "", "", [], "—")
    # What answers it later is nobody's.
    late = letter("x@shop.test", id="<three@shop.test>", In_Reply_To="<one@shop.test>")
    assert kept(mine, late) is None
    assert kept(mine, letter(id="<four@shop.test>")) is None


def test_what_was_written_before_anybody_knew_him_is_found(
    cast: Cast, thread: Thread, customer: Person, mine: Mailbox
) -> None:
    """A colleague of a customer answered, and became a customer later."""
    answer = letter(
        "Boss <boss@shop.test>",
        "rita@krug.test, Aide <aide@shop.test>",
        id="<two@shop.test>",
        text="I decide",
        In_Reply_To="<one@shop.test>",
    )
    assert kept(mine, answer)
    draft = begin_letter(cast.rita)
    save_letter(cast.rita, draft, Typed("boss@shop.test", "Offer", "Dear boss"), draft.version, "w")
    place = next(one for one in places() if one.code == "letters")
    other = buyer(cast.rita, "other@shop.test")
    assert place.rows(subject_of(other)) == []
    aide = buyer(cast.rita, "aide@shop.test", "Aide")
    assert [row["text"] for row in place.rows(subject_of(aide))] == ["Secret words", "I decide"]
    boss = buyer(cast.rita, "boss@shop.test", "Boss")
    assert [row["text"] for row in place.rows(subject_of(boss))] == ["Secret words", "I decide", "Dear boss"]
    erase_person(cast.head, boss, "request", "a letter")
    assert set(Letter.objects.values_list("text", "sender")) == {("", "")}
    draft.refresh_from_db()
    assert (draft.to, draft.text) == ("", "")


def test_of_a_long_thread_cards_read_one_line_and_its_page_the_newest(
    cast: Cast, thread: Thread, customer: Person, mine: Mailbox
) -> None:
    (first,) = thread.letters.all()
    more = [
        Letter(unit=first.unit, thread=thread, key=str(number), sender="x@shop.test", fresh=f"No {number}",
               text="Long", at=first.at + timedelta(minutes=number % 210 + 1))
        for number in range(NEWEST + 10)
    ]  # fmt: skip
    Letter.objects.bulk_create(more)
    Thread.objects.filter(pk=thread.pk).update(count=NEWEST + 11)
    (line,) = threads_with(cast.rita, [customer.pk])
    assert line.last
    assert line.last.fresh == f"No {NEWEST + 9}"
    # Its whole text is not even asked for.
    assert "text" in line.last.get_deferred_fields()
    assert [one.fresh for one in letters_of(thread, 2)] == [f"No {NEWEST + 8}", f"No {NEWEST + 9}"]
    page = client_of(cast.rita).get(f"/letters/{thread.uid}/").content.decode()
    assert "11 earlier letters are kept" in page
    assert "No 10<" in page
    assert "No 9<" not in page


def test_two_workers_do_not_write_one_batch(cast: Cast, customer: Person, mine: Mailbox) -> None:
    MailFolder.objects.create(mailbox=mine, side="in", validity=7, last_uid=10)
    now = timezone.now()
    one = parsed(letter(), now)
    assert keep_batch(mine, "in", [one], Place((7, 10), 7, 12), now) == 1
    assert keep_batch(mine, "in", [one], Place((7, 10), 7, 12), now) is None
    assert keep_batch(mine, "in", [one], Place((7, 12), 7, 13), now) == 0


def test_one_that_cannot_be_kept_holds_up_nothing(cast: Cast, customer: Person, mine: Mailbox) -> None:
    MailFolder.objects.create(mailbox=mine, side="in", validity=7, last_uid=10)
    now = timezone.now()
    bad = replace(parsed(letter(id="<bad@shop.test>"), now), text=None)  # type: ignore[arg-type]
    good = parsed(letter(), now)
    assert keep_batch(mine, "in", [bad, good], Place((7, 10), 7, 12), now, passed=1) == 1
    assert MailFolder.objects.get().last_uid == 12
    assert Letter.objects.get().message_id == "one@shop.test"
    mine.refresh_from_db()
    assert (mine.kept, mine.passed) == (1, 2)
    page = client_of(cast.rita).get(reverse("mailboxes")).content.decode()
    assert "2 letters could not be read" in page
    # Again is no change of what is kept.
    assert keep_batch(mine, "in", [good], Place((7, 12), 7, 13), now) == 0


def test_a_long_type_is_a_name_that_fits(cast: Cast, customer: Person, mine: Mailbox) -> None:
    raw = letter().replace(b"text/plain", b"application/" + b"a" * 400)
    raw = raw.replace(b"MIME-Version", b"Content-Disposition: attachment\nMIME-Version")
    found = kept(mine, raw)
    assert found
    assert len(found.attachments.get().name) == 200


def test_a_letter_of_before_the_address_was_his(cast: Cast, mine: Mailbox) -> None:
    """The first person known by an address has all of its past."""
    person = buyer(cast.rita)
    old = letter(at=timezone.now().replace(microsecond=0) - timedelta(days=60))
    assert kept(mine, old)
    assert len(of_identities(identities_of(person))) == 1
