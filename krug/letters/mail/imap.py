"""A mailbox on its server. What it holds is never marked, moved or deleted."""

import imaplib
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from imap_tools import BaseMailBox, ImapToolsError
from imap_tools.errors import MailboxLoginError

from krug.letters.errors import Trouble
from krug.letters.mail.reaching import TIMEOUT, Server, reach, translated, trust
from krug.letters.words import Security, Side

UID, SIZE = re.compile(rb"UID (\d+)"), re.compile(rb"RFC822\.SIZE (\d+)")
SENT_NAMES = ("sent", "sent items", "sent messages", "sent mail", "отправленные", "inbox.sent")
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Fetched:
    """`size`: of the whole letter; `raw`: what was asked for of it."""

    uid: int
    size: int
    raw: bytes


class _Plain(imaplib.IMAP4):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return reach(self.server)


class _Secure(imaplib.IMAP4_SSL):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, ssl_context=trust(), timeout=TIMEOUT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return trust().wrap_socket(reach(self.server), server_hostname=self.server.host)


class _Box(BaseMailBox):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        if self.server.security == Security.TLS:
            return _Secure(self.server)
        client = _Plain(self.server)
        if self.server.security == Security.STARTTLS:
            client.starttls(trust())
        return client


class Session:
    """Signed in. Any call may raise Trouble."""

    def __init__(self, box: _Box) -> None:
        self.box = box

    def folder_of(self, side: str) -> str:
        """Its name on this server. Raises Trouble where there is none."""
        if side == Side.IN:
            return "INBOX"
        folders = self.box.folder.list()
        marked = [one.name for one in folders if "\\Sent" in one.flags]
        named = [one.name for one in folders if one.name.lower() in SENT_NAMES]
        for name in [*marked, *named]:
            return name
        raise Trouble("folder")

    def open(self, folder: str) -> int:
        """Read only. Its UIDVALIDITY."""
        self.box.folder.set(folder, readonly=True)
        said = self.box.client.response("UIDVALIDITY")[1]
        return int(said[0] or 0) if said and said[0] else 0

    def uids_after(self, last: int, since: date) -> list[int]:
        """Ascending. `since`: letters from before that day are passed over where nothing was read yet."""
        asked = f"UID {last + 1}:*" + ("" if last else f" SINCE {since.strftime('%d-%b-%Y')}")
        return sorted(uid for uid in map(int, self.box.uids(asked, charset=None)) if uid > last)

    def heads(self, uids: Sequence[int]) -> list[Fetched]:
        return self._fetch(uids, "(UID RFC822.SIZE BODY.PEEK[HEADER])")

    def whole(self, uid: int) -> Fetched | None:
        return next(iter(self._fetch([uid], "(UID RFC822.SIZE BODY.PEEK[])")), None)

    def has(self, folder: str, message_id: str) -> bool:
        self.open(folder)
        quoted = message_id.replace("\\", "").replace('"', "")
        return bool(self.box.uids(f'HEADER Message-ID "{quoted}"', charset=None))

    def put(self, folder: str, raw: bytes) -> None:
        self.box.append(raw, folder, flag_set=["\\Seen"])

    def _fetch(self, uids: Sequence[int], parts: str) -> list[Fetched]:
        """Servers say a UID before or after the letter, and flags of others between: read by what it says."""
        if not uids:
            return []
        kind, items = self.box.client.uid("fetch", ",".join(map(str, uids)), parts)
        if kind != "OK":
            raise Trouble("refused", str(items))
        found = []
        for at, item in enumerate(items):
            if isinstance(item, tuple):
                after: Any = items[at + 1] if at + 1 < len(items) else b""
                said = item[0] + (after if isinstance(after, bytes) else b"")
                uid, size = UID.search(said), SIZE.search(said)
                if uid and int(uid[1]) in uids:
                    found.append(Fetched(int(uid[1]), int(size[1]) if size else len(item[1]), item[1]))
        return found


@contextmanager
def session(server: Server, login: str, password: str) -> Iterator[Session]:
    """Raises Trouble."""
    with translated(), _refusals():
        box = _Box(server)
        try:
            _sign_in(box, login, password)
            yield Session(box)
        finally:
            _leave(box)


def _sign_in(box: _Box, login: str, password: str) -> None:
    try:
        if (login + password).isascii():
            box.login(login, password, initial_folder=None)
        else:
            box.login_utf8(login, password, initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        raise Trouble("password", _said(error)) from error


def _leave(box: _Box) -> None:
    """Politely where it can be; what was read stands already."""
    try:
        box.client.logout()
    except (imaplib.IMAP4.error, OSError):
        box.client.shutdown()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except imaplib.IMAP4.abort as error:
        raise Trouble("broken", _said(error)) from error
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise Trouble("refused", _said(error)) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())
