"""Run by krug.bench.sync: makes the territory, works off its changes, measures an empty sync → JSON."""

import json
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from krug.access.actions.set_password import set_password  # noqa: E402
from krug.access.models import User  # noqa: E402
from krug.bench.company import Size, ensure  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.sync.actions.refresh import refresh  # noqa: E402

EMAIL, PASSWORD = "rep00@bench.example", "Measured-by-hand-7"
DEVICE = "0197a000-0000-7000-8000-00000000beef"
WARMING, REQUESTS = 10, 200


def begin(client: Client, roots: dict[str, str]) -> dict[str, dict[str, str]]:
    body = {
        "device": DEVICE,
        "name": "bench",
        "device_now": time.time_ns() // 1000,
        "app": "0",
        "roots": roots,
    }
    answer = client.post("/api/v1/sync/begin", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    scopes: dict[str, dict[str, str]] = answer.json()["scopes"]
    return scopes


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    ensure(Size(int(sys.argv[1]), int(sys.argv[2]), territories=1))
    rep = User.objects.get(email=EMAIL)
    if not rep.check_password(PASSWORD):
        set_password(None, rep, PASSWORD)
    client = Client()
    client.force_login(User.objects.get(email=EMAIL))
    begin(client, {})
    refresh()
    roots = {scope: row["root"] for scope, row in begin(client, {}).items()}
    # What a process does once, at its first requests, is no sync's own.
    for _ in range(WARMING):
        begin(client, roots)
    with measured() as spent:
        for _ in range(REQUESTS):
            begin(client, roots)
    print(json.dumps({"email": EMAIL, "password": PASSWORD, "empty": spent.both / REQUESTS}))


if __name__ == "__main__":
    main()
