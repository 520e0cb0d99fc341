"""What makes an installation unfit for work, in words an administrator can act on."""

import ipaddress
import sqlite3
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from krug.site.messages import catalogues

FTS5_TRIGRAM = (3, 34)


def origins(app: str, content: str) -> Iterator[CheckMessage]:
    """Slides need an origin of their own on the same site: else no strangers, or without storage."""
    ours, theirs = urlsplit(app), urlsplit(content)
    if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc):
        yield Error(
            f"The slides' origin {content} is the application's own: a slide could read everything.",
            hint="Give KRUG_CONTENT_URL another port or another host name.",
            id="krug.E001",
        )
    elif not _same_site(str(ours.hostname), str(theirs.hostname)):
        yield Error(
            f"{app} and {content} are two sites to a browser: slides could not be kept without a network.",
            hint="Use two names of one site, or one host and two ports.",
            id="krug.E002",
        )
    if ours.scheme == "http" and not _loopback(str(ours.hostname)):
        yield Warning(
            f"{app} is not https: browsers refuse to keep the tablet's application for offline work.",
            hint="Put a proxy with a certificate before Krug and set KRUG_URL and KRUG_CONTENT_URL to https.",
            id="krug.W001",
        )


def _same_site(one: str, other: str) -> bool:
    """One host, or names under one domain. As written: localhost is not 127.0.0.1."""
    if one == other:
        return True
    if _is_address(one) or _is_address(other):
        return False
    return one.split(".")[-2:] == other.split(".")[-2:] and "." in one and "." in other


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def debug_in_public(app: str, debug: bool) -> Iterator[CheckMessage]:
    if debug and not _loopback(str(urlsplit(app).hostname)):
        yield Error(
            f"KRUG_DEBUG is on at {app}: error pages would show the insides.",
            hint="Unset it.",
            id="krug.E003",
        )


def sqlite_library(vendor: str, version: tuple[int, ...]) -> Iterator[CheckMessage]:
    if "sqlite" in vendor and version < FTS5_TRIGRAM:
        yield Error(
            f"SQLite {'.'.join(map(str, version))} cannot search by trigrams; 3.34 or newer is needed.",
            hint="Use a newer Python, or PostgreSQL (KRUG_DATABASE).",
            id="krug.E004",
        )


def front_end() -> Iterator[CheckMessage]:
    built = settings.SITE_DIR / "static" / "built"
    missing = [name for name in ("office", "tablet", "slides") if not (built / name).is_dir()]
    if missing:
        yield Warning(
            f"The front end is not built: {', '.join(missing)}.", hint="Run make serve.", id="krug.W002"
        )


def translations() -> Iterator[CheckMessage]:
    stale = [path for path in catalogues() if not path.with_suffix(".mo").exists()]
    if stale:
        yield Warning(
            f"{len(stale)} translations are not compiled: pages would be in English.",
            hint="Run make serve, or python -m krug.site.messages compile.",
            id="krug.W003",
        )


@register()
def fit_for_work(**_: object) -> list[CheckMessage]:
    engine = str(settings.DATABASES["default"]["ENGINE"])
    looks: list[Callable[[], Iterator[CheckMessage]]] = [
        lambda: origins(settings.KRUG_URL, settings.KRUG_CONTENT_URL),
        lambda: debug_in_public(settings.KRUG_URL, settings.DEBUG),
        lambda: sqlite_library(engine, sqlite3.sqlite_version_info),
        front_end,
        translations,
    ]
    return [message for look in looks for message in look()]
