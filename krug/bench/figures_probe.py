"""Run by krug.bench.figures in an installation of its own: `requests` → JSON of CPU-ms a request."""

import json
import sys
import time
from datetime import UTC, datetime
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.analysis import actions  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.decks.queries.knowledge import decks_for  # noqa: E402

HEAD = "head@demo.krug"


def spent(client: Client, url: str, times: int) -> float:
    """Median CPU-ms; the first look warms up."""
    seen = []
    for _ in range(times + 1):
        with measured() as one:
            assert client.get(url).status_code == 200, url
        seen.append(one.both)
    return median(seen[1:])


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    times = int(sys.argv[1])
    head = User.objects.get(email=HEAD)
    # As the worker leaves the copy after its next round.
    actions.export()
    actions.compact(datetime.now(UTC).date())
    actions.sweep(time.time())
    client = Client()
    client.force_login(head)
    decks = [reverse("deck-figures", args=[deck.uid]) for deck in decks_for(head)]
    figures = {
        "deck": max(spent(client, url, times) for url in decks),
        "today": spent(client, reverse("today-look"), times),
        "report": spent(client, reverse("reports"), times),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
