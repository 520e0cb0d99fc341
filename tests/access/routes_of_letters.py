"""The routes of letters and mailboxes, as in routes.py: Rita's, which her team's other half does not see."""

from tests.access.routes import List, Make, Route, Values
from tests.access.world import World


def thread(world: World) -> Values:
    return {"uid": world.mail.thread.uid}


def box(world: World) -> Values:
    return {"uid": world.mail.box.uid}


def draft(world: World) -> Values:
    return {"uid": world.mail.draft.uid}


def file(world: World) -> Values:
    return {"uid": world.mail.thread.uid, "file": world.mail.file.uid}


def aside(world: World) -> Values:
    return {"uid": world.mail.aside.uid}


def server(world: World) -> Values:
    return {"pk": world.mail.server.pk}


def about(world: World) -> Values:
    return {"version": world.mail.draft.version, "to": "doctor@qwertomail.test"}


def whole(world: World) -> Values:
    return {**about(world), "subject": "Qwertosubject again", "text": "qwertodraft", "window": "w"}


def settings(world: World) -> Values:
    return {"address": world.cast.rita.email, "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}


def known(_world: World) -> Values:
    return {"host": "imap.gmail.com"}


PRODUCTION, MARKETER, REP = ("production", 403), ("marketer", 403), ("rita", 403)
LETTERS: dict[str, Route] = {
    "mailboxes": List(shows="rita@krug.test", lower=MARKETER),
    "mailbox-new": Make(post=422, post_team=422, post_unit=422, lower=MARKETER),
    "mailbox-guess": List(lower=MARKETER),
    "mail-servers": List(owner="head", shows="127.0.0.1", team=403, lower=REP, post=422, post_unit=422),
    "mail-servers-known": Route(owner="head", get=0, post=302, data=known, team=403, unit=302, lower=REP),
    "mail-server-drop": Route(server, owner="head", get=0, post=302, team=403, lower=REP),
    "mailbox": Route(box, post=302, data=settings, shows="rita@krug.test", lower=MARKETER),
    "mailbox-try": Route(box, get=0, post=200, shows="127.0.0.1", lower=MARKETER),
    "mailbox-stop": Route(box, get=0, post=302, lower=MARKETER),
    "mailbox-start": Route(box, get=0, post=302, lower=MARKETER),
    "copy-address": Route(get=0, post=302, team=302, unit=302, lower=MARKETER),
    "letter-aside": Route(aside, get=0, post=302, lower=MARKETER),
    "letters": List(shows="Qwertosubject", lower=PRODUCTION),
    "thread": Route(thread, shows="qwertowords", lower=PRODUCTION),
    "thread-deal": Route(thread, post=302, lower=MARKETER),
    "thread-private": Route(thread, get=0, post=302, lower=PRODUCTION),
    "letter-file": Route(file, shows="qwertobytes", lower=PRODUCTION),
    "letter-new": Route(get=0, post=302, team=200, unit=200, lower=MARKETER),
    "letter-out": Route(draft, post=302, data=whole, shows="qwertodraft", lower=MARKETER),
    "letter-save": Route(draft, get=0, post=200, data=about, lower=MARKETER),
    "letter-back": Route(draft, get=0, post=302, lower=MARKETER),
    "letter-decide": Route(draft, get=0, post=302, lower=MARKETER),
    "letter-drop": Route(draft, get=0, post=302, lower=MARKETER),
}
