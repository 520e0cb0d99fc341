"""`make demo CHECK=1`: start everything, ask each address as each sign-in, end."""

import http.cookiejar
import os
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Protocol

import click

from krug.site import env
from krug.site.serve.supervisor import Supervisor, parts

PAGES = (
    "/",
    "/customers/",
    "/organisations/",
    "/presentations/",
    "/visits/",
    "/conflicts/",
    "/reports/",
    "/kit",
    "/tablet/",
    "/api/v1/openapi.json",
)
PATIENCE = 60.0


class Credentials(Protocol):
    @property
    def password(self) -> str: ...

    @property
    def sign_ins(self) -> list[tuple[str, str]]: ...


def walk(address: tuple[str, int, int], credentials: Credentials) -> None:
    """Raises click.ClickException naming the address that does not answer as it should."""
    host, port, content = address
    environ = {**os.environ, "KRUG_HOST": host, "KRUG_PORT": str(port), "KRUG_CONTENT_PORT": str(content)}
    supervisor = Supervisor(parts(host, port, content, int(env.read()["KRUG_WORKERS"])), environ)
    base, failures = f"http://{host}:{port}", list[str]()
    thread = threading.Thread(
        target=_walk_all, args=(base, f"http://{host}:{content}", credentials, failures, supervisor)
    )
    thread.start()
    supervisor.run()
    thread.join()
    if failures:
        raise click.ClickException("; ".join(failures))
    click.echo("Every address answers.")


def _walk_all(
    base: str, content: str, credentials: Credentials, failures: list[str], supervisor: Supervisor
) -> None:
    try:
        _wait(base + "/ready")
        _wait(content + "/host.html")
        for role, email in credentials.sign_ins:
            opener = _sign_in(base, email, credentials.password)
            for page in PAGES:
                status = _status(opener, base + page)
                if status not in (200, 403):
                    failures.append(f"{page} answers {status} to {role}")
            click.echo(f"  walked as {email}")
    except Exception as error:
        failures.append(f"{type(error).__name__}: {error}")
    finally:
        supervisor.stop()


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310 - our own address
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _status(opener: urllib.request.OpenerDirector, url: str) -> int:
    try:
        return int(opener.open(url, timeout=30).status)
    except urllib.error.HTTPError as error:
        return error.code


def _sign_in(base: str, email: str, password: str) -> urllib.request.OpenerDirector:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(base + "/accounts/login/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    if token is None:
        raise ValueError("the sign-in page has no form")
    form = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
    answer = opener.open(base + "/accounts/login/", urllib.parse.urlencode(form).encode(), timeout=30)
    if "/accounts/login" in answer.url:
        raise ValueError(f"{email} cannot sign in")
    return opener
