"""Servers of well-known providers, by the domain of the address. Pure."""

from dataclasses import dataclass

from krug.letters.words import Security


@dataclass(frozen=True, slots=True)
class Servers:
    """`files`: it puts what was sent through it into Sent by itself."""

    name: str
    imap_host: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    imap_port: int = 993
    imap_security: str = Security.TLS
    files: bool = False


YANDEX = Servers("Яндекс", "imap.yandex.ru", "smtp.yandex.ru")
MAIL_RU = Servers("Mail.ru", "imap.mail.ru", "smtp.mail.ru")
GMAIL = Servers("Gmail", "imap.gmail.com", "smtp.gmail.com", files=True)
OUTLOOK = Servers(
    "Microsoft 365", "outlook.office365.com", "smtp.office365.com", 587, Security.STARTTLS, files=True
)
ICLOUD = Servers("iCloud", "imap.mail.me.com", "smtp.mail.me.com", 587, Security.STARTTLS)
RAMBLER = Servers("Рамблер", "imap.rambler.ru", "smtp.rambler.ru")
YAHOO = Servers("Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", files=True)
KNOWN = (YANDEX, MAIL_RU, GMAIL, OUTLOOK, ICLOUD, RAMBLER, YAHOO)
BY_DOMAIN = {
    **dict.fromkeys(("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"), YANDEX),
    **dict.fromkeys(("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru"), MAIL_RU),
    **dict.fromkeys(("gmail.com", "googlemail.com"), GMAIL),
    **dict.fromkeys(("outlook.com", "hotmail.com", "live.com", "msn.com"), OUTLOOK),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), ICLOUD),
    **dict.fromkeys(("rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru"), RAMBLER),
    **dict.fromkeys(("yahoo.com", "ymail.com"), YAHOO),
}


def guess(address: str) -> Servers:
    """Of a domain that nobody knows: as most have it."""
    domain = address.rpartition("@")[2].lower()
    return BY_DOMAIN.get(domain) or Servers(domain, f"imap.{domain}", f"smtp.{domain}")


def files_by_itself(smtp_host: str) -> bool:
    return any(one.files and one.smtp_host == smtp_host for one in KNOWN)
