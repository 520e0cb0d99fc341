"""Copies of letters, sent to one's own address in a collecting mailbox."""

from uuid import uuid4

import pytest
from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.customers.actions import erase_person
from krug.letters.actions import renew_copy_address, settle_aside
from krug.letters.models import Aside, Letter, Mailbox, Thread
from krug.letters.queries.collecting import addresses_of, plus
from krug.letters.queries.mailboxes import usable
from krug.letters.queries.threads import reach_thread
from krug.letters.reading import read
from tests.cast import Cast, client_of
from tests.letters.dovecot import Dovecot
from tests.letters.made import box, buyer, letter
from tests.sales.made import make_deal


@pytest.fixture
def copies(cast: Cast, dovecot: Dovecot) -> Mailbox:
    more = {"address": "deal@krug.test", "shared": True, "collects": True}
    return box(cast, cast.head, dovecot.port, login=f"deal-{uuid4()}", **more)


def copy(sender: str, address: str, id: str = "<c@krug.test>") -> bytes:
    return letter(sender, "buyer@shop.test", id=id, Delivered_To=address)


def test_filed_as_his(cast: Cast, dovecot: Dovecot, copies: Mailbox) -> None:
    deal = make_deal(cast, person=buyer(cast.rita))
    renew_copy_address(cast.rita)
    (mine,) = addresses_of(cast.rita)
    dovecot.put(copies.login, copy("Rita <rita@krug.test>", mine))
    dovecot.put(copies.login, copy("Rita <rita@krug.test>", "deal@krug.test", "<bare@krug.test>"))
    dovecot.put(copies.login, letter(id="<plain@shop.test>"))
    assert read(copies, timezone.now()).kept == 1
    kept = Letter.objects.get()
    assert (kept.side, kept.staff_id, kept.thread.deal) == ("out", cast.rita.pk, deal)
    # It is hers, not of all who could read a shared mailbox.
    assert not usable(cast.roma).exists()
    thread = Thread.objects.get()
    assert reach_thread(cast.rita, thread.uid)[1]
    assert reach_thread(cast.nina, thread.uid)[1]
    assert client_of(cast.roma).get(f"/letters/{thread.uid}/").status_code == 404


def test_a_strangers_is_a_question(cast: Cast, dovecot: Dovecot, copies: Mailbox) -> None:
    customer = buyer(cast.rita)
    renew_copy_address(cast.rita)
    (mine,) = addresses_of(cast.rita)
    dovecot.put(copies.login, copy("rita@home.test", mine, "<home@home.test>"))
    dovecot.put(copies.login, copy("nina@krug.test", mine, "<nina@krug.test>"))
    for _time in range(2):
        read(copies, timezone.now())
    assert not Letter.objects.exists()
    home, nina = Aside.objects.order_by("sender", "id").reverse()
    assert "Did you send" in client_of(cast.rita).get("/letters/").content.decode()
    assert client_of(cast.nina).post(f"/letters/aside/{home.uid}", {"mine": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        settle_aside(cast.nina, home, True, timezone.now())
    kept = settle_aside(cast.rita, home, True, timezone.now())
    assert kept
    assert kept.staff_id == cast.rita.pk
    erase_person(cast.head, customer, "request", "a letter")
    assert not Aside.objects.filter(pk=nina.pk).exists()


def test_a_new_address_ends_the_old_one(cast: Cast, dovecot: Dovecot, copies: Mailbox) -> None:
    buyer(cast.rita)
    renew_copy_address(cast.rita)
    (old,) = addresses_of(cast.rita)
    renew_copy_address(cast.rita)
    assert addresses_of(cast.rita) != [old]
    dovecot.put(copies.login, copy("Rita <rita@krug.test>", old))
    dovecot.put(copies.login, copy("Rita <rita@krug.test>", plus("deal@krug.test", "guess"), "<g@krug.test>"))
    read(copies, timezone.now())
    assert not Letter.objects.exists()
    assert not Aside.objects.exists()
    with pytest.raises(NotAllowed):
        renew_copy_address(cast.marketer)
