"""Settings come from the environment alone: every one is listed here, an unknown KRUG_* is refused."""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo


class SettingError(Exception):
    """A setting is unknown or cannot be read. The text names the setting, its value and what is expected."""


@dataclass(frozen=True)
class Setting:
    """One KRUG_* variable: its default and one line of what it does (shown in docs/admin/settings.md)."""

    name: str
    default: str
    help: str
    pattern: str = r".*"
    expected: str = "any text"
    fits: Callable[[str], bool] = lambda _value: True
    """Asked of a value that has the right form."""


def _is_port(value: str) -> bool:
    return not value or 0 < int(value) < 65_536


def _is_time_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return False
    return True


BOOL = r"0|1"
SETTINGS = (
    Setting(
        "KRUG_HOME",
        ".krug",
        "The folder that holds all state: database, files, reading copy, letters.",
        r".+",
        "a folder",
    ),
    Setting(
        "KRUG_DATABASE",
        "",
        "Empty for SQLite in KRUG_HOME, or postgresql://user:password@host:port/name.",
        r"|postgresql://.+",
        "empty or postgresql://…",
    ),
    Setting(
        "KRUG_HOST",
        "127.0.0.1",
        "Address the server listens on.",
        r"[0-9a-zA-Z.:-]+",
        "a host name or address",
    ),
    Setting("KRUG_PORT", "8000", "Port of the application.", r"\d{1,5}", "a port number", _is_port),
    Setting(
        "KRUG_CONTENT_PORT",
        "",
        "Port of the slides' own origin; empty: KRUG_PORT + 1.",
        r"\d{0,5}",
        "a port number or empty",
        _is_port,
    ),
    Setting(
        "KRUG_URL",
        "",
        "Public address of the application; empty: http://KRUG_HOST:KRUG_PORT.",
        r"(https?://[^/]+)?",
        "http(s)://host[:port]",
    ),
    Setting(
        "KRUG_CONTENT_URL",
        "",
        "Public address of the slides' origin; empty: http://KRUG_HOST:KRUG_CONTENT_PORT.",
        r"(https?://[^/]+)?",
        "http(s)://host[:port]",
    ),
    Setting(
        "KRUG_SECRET_KEY",
        "",
        "Signing key; empty: made once and kept in KRUG_HOME/secret-key.",
        r"|.{32,}",
        "32 characters or more",
    ),
    Setting(
        "KRUG_SECOND_FACTOR",
        "required",
        "Who signs in with a second factor: required, all who see a unit's customers; offered, who likes.",
        r"required|offered",
        "required or offered",
    ),
    Setting(
        "KRUG_MASS_VIEWING",
        "1500",
        "Customers one may look through in an hour (four times that in a day) before he is slowed; 0: any.",
        r"\d{1,9}",
        "a number",
    ),
    Setting(
        "KRUG_FORECAST_DAYS",
        "5",
        "Days of a month in which its sales may still be forecast; afterwards what was said stays as it is.",
        r"[1-9]|1\d|2[0-8]",
        "1 to 28",
    ),
    Setting(
        "KRUG_DEBUG", "0", "1 shows error pages with details; never on a public address.", BOOL, "0 or 1"
    ),
    Setting("KRUG_LANGUAGE", "ru", "Language for those who have not chosen one.", r"ru|en", "ru or en"),
    Setting(
        "KRUG_TIME_ZONE",
        "Europe/Moscow",
        "Time zone for those who have not chosen one.",
        r"\w+(/[\w/+-]+)?",
        "a time zone such as Europe/Moscow",
        _is_time_zone,
    ),
    Setting("KRUG_WORKERS", "1", "Web processes.", r"[1-9]\d?", "1 to 99"),
    Setting("KRUG_THREADS", "8", "Threads of each web process.", r"[1-9]\d?", "1 to 99"),
    Setting(
        "KRUG_LOG_LEVEL",
        "INFO",
        "How much is logged.",
        r"DEBUG|INFO|WARNING|ERROR",
        "DEBUG, INFO, WARNING or ERROR",
    ),
    Setting(
        "KRUG_EMAIL_URL",
        "",
        "smtp://user:password@host:port for letters; empty: written to KRUG_HOME/mail.",
        r"|smtps?://.+",
        "empty or smtp://host:port",
    ),
    Setting("KRUG_EMAIL_FROM", "krug@localhost", "Sender of letters.", r".+@.+", "an e-mail address"),
    Setting(
        "KRUG_MAX_DECK_MB",
        "200",
        "Largest deck package taken, in megabytes, packed.",
        r"[1-9]\d{0,3}",
        "1 to 9999",
    ),
    Setting(
        "KRUG_API_RATE",
        "3000",
        "API requests a minute of one token or person, devices' sync apart; each web process counts alone.",
        r"[1-9]\d{1,6}",
        "10 to 9999999",
    ),
    Setting(
        "KRUG_EVENT_DAYS",
        "0",
        "Days that what events of sites and apps held is kept; touches and figures stay. 0: without an end.",
        r"\d{1,5}",
        "0 to 99999",
    ),
    Setting(
        "KRUG_WEBHOOKS_LOCAL",
        "0",
        "1 lets webhooks go to this machine and its network, and by plain http.",
        BOOL,
        "0 or 1",
    ),
    Setting(
        "KRUG_FAULT",
        "",
        "For tests alone: the named point at which the server kills itself.",
        r"|[a-z]+\.[a-z_]+(:[1-9]\d*)?",
        "empty or a point such as rows.middle:2",
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All settings with defaults filled in. Raises SettingError on an unknown or unreadable one."""
    for name in environ:
        if name.startswith("KRUG_") and name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise SettingError(f"{name} is not a setting of Krug.{hint} See docs/admin/settings.md.")
    return {
        setting.name: _checked(setting, environ.get(setting.name, setting.default)) for setting in SETTINGS
    }


def _checked(setting: Setting, value: str) -> str:
    if not re.fullmatch(setting.pattern, value) or not setting.fits(value):
        raise SettingError(f"{setting.name} is {value!r}; expected {setting.expected}.")
    return value


def home(values: Mapping[str, str]) -> Path:
    path = Path(values["KRUG_HOME"]).expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(values: Mapping[str, str]) -> str:
    """The signing key from the environment, or one made on first start and readable by its owner alone."""
    if values["KRUG_SECRET_KEY"]:
        return values["KRUG_SECRET_KEY"]
    path = home(values) / "secret-key"
    if not path.exists():
        import secrets

        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
