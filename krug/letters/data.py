"""What actions are given."""

from dataclasses import dataclass

from krug.letters.words import Security


@dataclass(frozen=True, slots=True)
class MailboxData:
    """`password` empty: as it is. `team`: of a shared one; None: of the unit. `collects`: copies alone."""

    address: str
    name: str
    imap_host: str
    smtp_host: str
    login: str = ""
    password: str = ""
    imap_port: int = 993
    imap_security: str = Security.TLS
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    signature: str = ""
    shared: bool = False
    team: int | None = None
    collects: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A letter as it was typed, however unfinished."""

    to: str
    subject: str
    text: str
