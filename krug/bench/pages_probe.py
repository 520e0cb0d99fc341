"""Run by krug.bench.pages in an installation of its own: `persons touches` → JSON of CPU-ms a request."""

import json
import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.bench.company import NAME, Size, ensure  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.customers.models import Person  # noqa: E402

REQUESTS = 60


def spent(client: Client, urls: list[str]) -> float:
    """CPU-ms a request, after one round to warm up."""
    for url in urls[:5]:
        assert client.get(url).status_code == 200, url
    with measured() as total:
        for url in urls:
            assert client.get(url).status_code == 200, url
    return total.both / len(urls)


def addresses(dice: random.Random) -> dict[str, list[str]]:
    first, last = (
        Person.objects.filter(unit__name=NAME).order_by(order).values_list("id", flat=True)[0]
        for order in ("id", "-id")
    )
    ids = [dice.randint(first, last) for _ in range(REQUESTS)]
    people = list(Person.objects.filter(id__in=ids))
    words = [_typed(person.last_name + " " + person.first_name, dice) for person in people]
    return {
        "list": ["/customers/"] * REQUESTS,
        "card": [f"/customers/{person.uid}/" for person in people],
        "search": [f"/search?q={word}" for word in words],
    }


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
    print(json.dumps({page: spent(client, urls) for page, urls in addresses(random.Random(7)).items()}))


if __name__ == "__main__":
    main()
