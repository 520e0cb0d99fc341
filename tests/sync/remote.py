"""The device of device.py, speaking to a real server over HTTP with a token of its own."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from krug.site.ids import uuid7
from tests.sync.device import Device

COMPANY = """
from tests.e2e.company import make
from krug.access.actions.issue_token import issue_token
from krug.access.models import User
import io, os, zipfile
from django.test import Client
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.publish import publish
from krug.access.models import Group
made = make("en")
rep = User.objects.get(uid=made["user"])
marketer = User.objects.get(role="marketer")
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    archive.writestr("index.html", "<!doctype html><title>Film</title><p>Film</p>")
    archive.writestr("film.mp4", os.urandom(1_000_000))
packed.seek(0)
version = import_deck(marketer, packed, title="Film")
publish(marketer, version, list(Group.objects.all()))
film = version.files.get(path="film.mp4")
_token, secret = issue_token(None, rep, "Tablet", ["sync", "see_decks", "plan_visits", "edit_customers"])
browser = Client()
browser.force_login(rep)
session = browser.cookies["krug_session"].value
answer({**made, "secret": secret, "session": session, "film": film.sha256, "version": str(version.uid)})
"""


class Lost(Exception):
    """The answer did not come, or not whole."""


class RemoteDevice(Device):
    def __init__(self, url: str, secret: str) -> None:
        self.uid = uuid7()
        self.url, self.secret = url, secret
        self.base = {}
        self.requests = []

    def post(self, step: str, body: dict[str, Any], status: int = 200) -> Any:
        self.requests.append(step)
        data = json.dumps({"device": str(self.uid), **body}).encode()
        content = self.ask(f"/api/v1/sync/{step}", data, {"Authorization": f"Bearer {self.secret}"})
        return content if step == "rows" else json.loads(content)

    def ask(self, path: str, data: bytes | None, headers: dict[str, str]) -> bytes:
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                content: bytes = response.read()
        except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
            raise Lost from error
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise AssertionError(error.read().decode()) from error
            raise Lost from error
        return content
