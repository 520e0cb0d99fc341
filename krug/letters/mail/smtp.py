"""A letter handed over to its sender's own server: not at all, or to all it is addressed to."""

import smtplib
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from krug.letters.errors import Trouble
from krug.letters.mail.headers import on_wire
from krug.letters.mail.reaching import TIMEOUT, Server, reach, translated, trust
from krug.letters.words import Security


class Refused(Exception):
    """The server does not take it, and will not later either."""


class Later(Exception):
    """The server does not take it now."""


class Unknown(Exception):
    """The connection broke after the letter and before the answer: the server may have it."""


class _Plain(smtplib.SMTP):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return reach(self.server)


class _Secure(smtplib.SMTP_SSL):
    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT, context=trust())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return trust().wrap_socket(reach(self.server), server_hostname=self.server.host)


@contextmanager
def session(server: Server, login: str, password: str) -> Iterator[smtplib.SMTP]:
    """Signed in. Raises Trouble."""
    with translated(), _refusals():
        client = _Secure(server) if server.security == Security.TLS else _Plain(server)
        try:
            client.ehlo()
            if server.security == Security.STARTTLS:
                client.starttls(context=trust())
                client.ehlo()
            if client.has_extn("auth"):
                _sign_in(client, login, password)
            yield client
        finally:
            client.close()


def _sign_in(client: smtplib.SMTP, login: str, password: str) -> None:
    try:
        client.login(login, password)
    except UnicodeError as error:
        # Of ASCII alone: another one never leaves this machine.
        raise Trouble("password") from error


def hand_over(client: smtplib.SMTP, sender: str, recipients: Sequence[str], raw: bytes) -> None:
    """Raises Refused, Later, Unknown. Until the last of the letter has gone nothing is on its way."""
    try:
        _answered(client.mail(on_wire(sender)), sender)
        for one in recipients:
            _answered(client.rcpt(on_wire(one)), one)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Later(str(error)) from error
    try:
        code, said = client.data(raw)
    except smtplib.SMTPDataError as error:
        # Answered before the letter went: it did not go.
        _answered((error.smtp_code, _bytes(error.smtp_error)), "DATA")
        raise Refused(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown(str(error)) from error
    _answered((code, said), "")


def _answered(answer: tuple[int, bytes], whom: str) -> None:
    code, said = answer
    if code in (250, 251):
        return
    text = " ".join(part for part in (whom, str(code), said.decode("utf-8", "replace")) if part)
    raise (Later if 400 <= code < 500 else Refused)(" ".join(text.split())[:280])


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise Trouble("password", _bytes(error.smtp_error).decode("utf-8", "replace")) from error
    except smtplib.SMTPServerDisconnected as error:
        raise Trouble("broken", str(error)) from error
    except smtplib.SMTPException as error:
        raise Trouble("refused", str(error)) from error
