"""Run by krug.bench.pages in an installation of its own: `persons touches` → JSON of CPU-ms a request."""

import json
import random
import sys
from itertools import cycle
from typing import Any
from urllib.parse import quote
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.bench.company import NAME, Size, ensure  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.bench.pages import SEEN  # noqa: E402
from krug.customers.models import Person  # noqa: E402
from krug.customers.queries import card_identities  # noqa: E402
from krug.customers.queries.news import standing  # noqa: E402
from krug.customers.rules import Tab  # noqa: E402
from krug.touches.actions.append import append  # noqa: E402
from krug.touches.touch import Touch  # noqa: E402
from krug.touches.words import Channel, Direction, Verb  # noqa: E402

REQUESTS = 60
DONE = (200, 204)
SORTS = ("city", "-city", "klass", "created", "-created", "-changed")
TABS = [tab for tab in Tab if tab != Tab.STORY]
VISITS, SLIDES = 3, 10
DAY = 86_400_000_000
PAST = 1_780_000_000_000_000
"""When the newest visit was: µs UTC."""


PART = {"HX-Request": "true"}


def spent(client: Client, urls: list[str], part: bool) -> float:
    """CPU-ms a request, after one round to warm up. `part`: asked for by a page that is open already."""
    headers = PART if part else {}
    for url in urls[:10]:
        assert client.get(url, headers=headers).status_code in DONE, url
    with measured() as total:
        for url in urls:
            assert client.get(url, headers=headers).status_code in DONE, url
    return total.both / len(urls)


def addresses(dice: random.Random) -> dict[str, list[str]]:
    first, last = (
        Person.objects.filter(unit__name=NAME).order_by(order).values_list("id", flat=True)[0]
        for order in ("id", "-id")
    )
    ids = [dice.randint(first, last) for _ in range(REQUESTS)]
    people = list(Person.objects.filter(id__in=ids))
    visited(people)
    now = standing()
    words = [_typed(person.last_name + " " + person.first_name, dice) for person in people]
    return {
        "list": ["/customers/"] * REQUESTS,
        "sorted list": [f"/customers/?sort={sort}" for sort in SORTS * (REQUESTS // len(SORTS))],
        "card": [f"/customers/{person.uid}/" for person in people],
        "search": [f"/search?q={word}" for word in words],
        # What an open card asks for afterwards: each of its other tabs in turn, and what is new.
        "tab of a card": [
            f"/customers/{person.uid}/{tab}/" for person, tab in zip(people, cycle(TABS), strict=False)
        ],
        "news of a card": [f"/customers/{person.uid}/news?after={quote(now)}" for person in people],
    }


def visited(people: list[Person]) -> None:
    """Three visits each with slides, reactions and a note, as a card of a customer at work has. Once."""
    staff = User.objects.get(email="rep00@bench.example").pk
    cards = card_identities(people)
    touches = [
        touch
        for person in people
        for number in range(VISITS)
        for touch in _visit(cards[person.pk], number, staff)
    ]
    append(touches, "source:bench", now=PAST + 86_400_000_000)


def _visit(identity: int, number: int, staff: int) -> list[Touch]:
    """The same every time, ids too: the log knows them again."""
    at = PAST - number * 14 * DAY
    episode = _uid(at, 0, identity)

    def touch(place: int, verb: Verb, **more: Any) -> Touch:
        return Touch(
            id=_uid(at, place + 1, identity),
            at=at + place * 30_000_000,
            identity=identity,
            channel=Channel.VISIT,
            direction=Direction.BOTH,
            verb=verb,
            episode=episode,
            staff=staff,
            **more,
        )

    slides = [str(_uid(PAST, place, 0)) for place in range(1, SLIDES + 1)]
    visit = {"object_kind": "visit", "object_id": str(episode), "data": {"result": "agreed"}}
    made = [touch(0, Verb.VISITED, seconds=900.0, **visit)]
    for place, slide in enumerate(slides, 1):
        shown = {"number": place, "order": place, "exit": place == SLIDES, "rule": 1}
        made.append(touch(place, Verb.SHOWN, object_kind="slide", object_id=slide, seconds=40.0, data=shown))
    liked = {"object_kind": "slide", "object_id": slides[0], "emotion": 100}
    return [
        *made,
        touch(SLIDES + 1, Verb.REACTED, **liked),
        touch(SLIDES + 2, Verb.NOTED, data={"text": "?"}),
    ]


def _uid(at: int, place: int, identity: int) -> UUID:
    """Version 7, of that moment."""
    return UUID(int=(at // 1000 << 80) | (7 << 76) | (place << 64) | (2 << 62) | identity)


def _typed(name: str, dice: random.Random) -> str:
    """The name as one types it: cut somewhere, often with a slip."""
    cut = name[: dice.randint(4, len(name))]
    if dice.random() < 0.5 and len(cut) > 4:
        at = dice.randrange(1, len(cut) - 1)
        cut = cut[:at] + cut[at + 1] + cut[at] + cut[at + 2 :]
    return cut


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    ensure(Size(int(sys.argv[1]), int(sys.argv[2])))
    client = Client()
    # The head of the unit sees every territory: the widest list there is.
    client.force_login(User.objects.get(email="admin@bench.example"))
    pages = addresses(random.Random(7))
    print(json.dumps({page: spent(client, urls, page in SEEN) for page, urls in pages.items()}))


if __name__ == "__main__":
    main()
