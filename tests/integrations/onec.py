"""1C as it speaks to a site: checkauth, init, parts of files, import until it is done."""

import base64
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from krug.access.actions.issue_token import issue_token
from krug.access.models import Token, User
from krug.integrations.models import ExchangeFile
from krug.integrations.tasks import take_exchange_file


@dataclass
class OneC:
    login: str
    password: str
    token: Token | None = None
    client: Client = field(default_factory=Client)
    limit: int = 0

    def ask(self, kind: str, mode: str, body: bytes | None = None, **query: str) -> list[str]:
        answer = self.raw(kind, mode, body, **query)
        return answer.content.decode().splitlines()

    def raw(self, kind: str, mode: str, body: bytes | None = None, **query: str) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in {"type": kind, "mode": mode, **query}.items())
        address = f"/1c/exchange?{asked}"
        if body is None:
            return self.client.get(address)
        return self.client.generic("POST", address, body, content_type="application/octet-stream")

    def enter(self, kind: str) -> list[str]:
        packed = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
        address = f"/1c/exchange?type={kind}&mode=checkauth"
        answer = self.client.get(address, headers={"Authorization": f"Basic {packed}"})
        lines: list[str] = answer.content.decode().splitlines()
        if lines[0] == "success":
            self.client.cookies[lines[1]] = lines[2]
            zipped, limit = self.ask(kind, "init")
            assert zipped == "zip=yes"
            self.limit = int(limit.removeprefix("file_limit="))
        return lines

    def send(self, kind: str, name: str, content: bytes, part: int = 0) -> list[str]:
        size = part or self.limit
        lines = ["nothing sent"]
        for start in range(0, len(content), size):
            lines = self.ask(kind, "file", content[start : start + size], filename=name)
            if lines[0] != "success":
                return lines
        return lines

    def take(self, kind: str, name: str) -> list[str]:
        """Asks until it is told something else than progress; between two askings the worker works."""
        while (lines := self.ask(kind, "import", filename=name))[0] == "progress":
            work()
        return lines


def work() -> None:
    for held in ExchangeFile.objects.filter(state="waiting"):
        take_exchange_file.call(held.pk)


def onec(user: User) -> OneC:
    token, secret = issue_token(None, user, "1C", ["exchange"])
    return OneC(user.email, secret, token)
