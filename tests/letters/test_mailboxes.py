"""A mailbox is connected, changed, stopped; which servers it may name."""

from dataclasses import replace

import pytest

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.errors import Invalid, NotAllowed, WrongInput
from krug.access.models import User
from krug.letters.actions import (
    allow_known,
    allow_servers,
    change_mailbox,
    connect_mailbox,
    forbid_server,
    start_mailbox,
    stop_mailbox,
)
from krug.letters.data import MailboxData
from krug.letters.errors import NotYourMailbox, Trouble
from krug.letters.forms import servers_of
from krug.letters.mail.reaching import Server, reach
from krug.letters.models import Mailbox, MailServer
from krug.letters.queries.known import ours
from krug.letters.queries.mailboxes import usable, writable
from krug.letters.queries.servers import imap_of
from krug.letters.sealing import seal, unseal
from krug.letters.trying import try_mailbox
from krug.sales.actions import hand_over_all
from tests.cast import Cast
from tests.letters.dovecot import PASSWORD, Dovecot, free_port
from tests.letters.made import HERE, box, buyer
from tests.sales.made import make_deal

DATA = MailboxData("rita@shop.test", "Rita", "imap.shop.test", "smtp.shop.test", password="p")


def wrong(author: User, data: MailboxData) -> set[str]:
    with pytest.raises(Invalid) as error:
        connect_mailbox(author, data)
    return {one.field for one in error.value.errors}


def test_only_servers_of_the_list(cast: Cast) -> None:
    assert wrong(cast.rita, DATA) == {"imap_host", "smtp_host"}
    allow_servers(cast.head, ["IMAP.shop.test", "smtp.shop.test"])
    assert connect_mailbox(cast.rita, DATA).login == "rita@shop.test"
    with pytest.raises(Invalid):
        connect_mailbox(cast.rita, DATA)
    # Of another unit's list nothing is known here; an administrator's is of all.
    assert wrong(cast.food_rep, DATA) == {"imap_host", "smtp_host"}
    allow_servers(cast.admin, ["imap.shop.test", "smtp.shop.test"])
    connect_mailbox(cast.food_rep, DATA)


def test_no_way_into_the_house(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        allow_servers(cast.head, [HERE], internal=True)
    allow_servers(cast.head, [HERE, "imap.shop.test"])
    for part in ({"imap_port": 6379}, {"imap_security": "plain"}, {"imap_security": "none"}):
        data = MailboxData(
            **{"address": "a@b.test", "name": "", "imap_host": HERE, "smtp_host": HERE, **part}
        )
        assert wrong(cast.rita, data) == set(part)
    with pytest.raises(Trouble) as error:
        reach(Server(HERE, 993, "tls", listed=True))
    assert error.value.code == "internal"
    with pytest.raises(Trouble) as error:
        reach(Server(HERE, 993, "tls", internal=True))
    assert error.value.code == "unlisted"
    for host in ("a b", "", "x/../y", "user@host"):
        with pytest.raises(WrongInput):
            allow_servers(cast.head, [host])


def test_a_server_taken_off_the_list_is_not_reached(cast: Cast, dovecot: Dovecot) -> None:
    mine = box(cast, cast.rita, dovecot.port, login="off")
    forbid_server(cast.admin, MailServer.objects.get())
    assert not imap_of(mine).listed
    assert {one.trouble.code for one in try_mailbox(mine) if one.trouble} == {"unlisted"}


def test_trying_names_what_is_wrong(cast: Cast, dovecot: Dovecot) -> None:
    mine = box(cast, cast.rita, dovecot.port, free_port(), login="try")
    read, sent, send = try_mailbox(mine)
    assert (read.trouble, sent.trouble) == (None, None)
    assert send.trouble
    assert send.trouble.code == "port"
    for change, code in (
        ({"secret": seal("another")}, "password"),
        ({"imap_security": "tls"}, "tls"),
        ({"imap_host": "no-such-host.invalid"}, "unlisted"),
        ({"imap_port": free_port()}, "port"),
        ({"secret": "of another key"}, "secret"),
    ):
        Mailbox.objects.filter(pk=mine.pk).update(**change)
        found = try_mailbox(Mailbox.objects.get(pk=mine.pk))[0].trouble
        assert found
        assert found.code == code
        assert found.words
        mine.save()


def test_nobody_connects_anothers_address(cast: Cast) -> None:
    allow_servers(cast.admin, ["imap.shop.test", "smtp.shop.test"])
    buyer(cast.rita)
    for address in (cast.nina.email.upper(), cast.food_rep.email, "Buyer@shop.test"):
        assert wrong(cast.rita, replace(DATA, address=address)) == {"address"}
        assert wrong(cast.head, replace(DATA, address=address, shared=True)) == {"address"}
    # Of another unit's customers nothing is known here; one's own address is one's own.
    assert connect_mailbox(cast.food_rep, replace(DATA, address="buyer@shop.test"))
    assert connect_mailbox(cast.rita, replace(DATA, address=cast.rita.email))


def test_whose_name_it_is_comes_before_whose_mailbox(cast: Cast) -> None:
    mine = box(cast, cast.rita, address="else@krug.test")
    Mailbox.objects.filter(pk=mine.pk).update(address=cast.nina.email.lower())
    User.objects.filter(pk=cast.nina.pk).update(email=cast.nina.email.title())
    unit = mine.unit_id
    assert ours(unit, {cast.nina.email.lower()}) == {cast.nina.email.lower(): cast.nina.pk}


def test_passwords_are_sealed(cast: Cast) -> None:
    mine = box(cast, cast.rita)
    assert PASSWORD not in mine.secret
    assert unseal(mine.secret) == PASSWORD


def test_a_password_goes_to_no_other_server(cast: Cast) -> None:
    mine = box(cast, cast.rita)
    allow_servers(cast.head, ["imap.thief.test"])
    data = MailboxData(mine.address, "Rita", "imap.thief.test", HERE, smtp_security="plain", smtp_port=1)
    with pytest.raises(Invalid) as error:
        change_mailbox(cast.rita, mine, data)
    assert [one.field for one in error.value.errors] == ["password"]
    changed = change_mailbox(
        cast.rita,
        mine,
        MailboxData(mine.address, "R.", HERE, HERE, imap_security="plain", smtp_security="plain"),
    )
    assert (changed.name, unseal(changed.secret)) == ("R.", PASSWORD)


def test_whose_it_is(cast: Cast) -> None:
    mine = box(cast, cast.rita)
    shared = box(cast, cast.head, address="sales@krug.test", shared=True, team=cast.pharma.north.pk)
    assert [one.address for one in writable(cast.rita)] == ["rita@krug.test", "sales@krug.test"]
    assert set(usable(cast.nina)) == {shared}
    assert set(usable(cast.boss)) == {shared}
    for user in (cast.roma, cast.food_head):
        assert not usable(user).exists()
    for user in (cast.nina, cast.head, cast.admin):
        with pytest.raises((NotYourMailbox, NotAllowed)):
            change_mailbox(user, mine, DATA)
    for user in (cast.nina, cast.food_head):
        with pytest.raises((NotYourMailbox, NotAllowed)):
            stop_mailbox(user, mine)
    with pytest.raises(NotAllowed):
        connect_mailbox(cast.rita, MailboxData("x@y.test", "", HERE, HERE, password="p", shared=True))
    for user in (cast.marketer, cast.production, cast.integrator):
        with pytest.raises(NotAllowed):
            connect_mailbox(user, DATA)


def test_stopped_and_started(cast: Cast) -> None:
    mine = box(cast, cast.rita)
    stop_mailbox(cast.head, mine)
    stop_mailbox(cast.head, mine)
    assert not writable(cast.rita)
    start_mailbox(cast.rita, mine)
    assert writable(cast.rita)


def test_when_somebody_leaves(cast: Cast) -> None:
    mine = box(cast, cast.rita)
    make_deal(cast)
    hand_over_all(cast.nina, cast.rita, cast.roma)
    mine.refresh_from_db()
    assert mine.stopped == "left"
    start_mailbox(cast.rita, mine)
    deactivate_user(cast.head, cast.rita)
    mine.refresh_from_db()
    assert mine.stopped == "left"


def test_servers_of_well_known_providers(cast: Cast) -> None:
    assert servers_of("me@Yandex.ru")["imap_host"] == "imap.yandex.ru"
    assert servers_of("me@firm.test")["smtp_host"] == "smtp.firm.test"
    assert servers_of("nobody") == {}
    hosts = {one.host for one in allow_known(cast.head, "imap.gmail.com")}
    assert hosts == {"imap.gmail.com", "smtp.gmail.com"}
    with pytest.raises(WrongInput):
        allow_known(cast.head, "imap.thief.test")
