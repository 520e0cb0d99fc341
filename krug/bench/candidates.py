"""Candidates for a new card in a company of any size: how long, and is the card meant the first of them."""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from krug.bench.company import Size, ensure  # noqa: E402
from krug.bench.doubles import CHAT, SHORT, in_latin, slip  # noqa: E402
from krug.customers.models import ContactPoint, Person  # noqa: E402
from krug.customers.queries.candidates import Known, candidates  # noqa: E402

ASKED = 100


def measure(size: Size) -> dict[str, float]:
    call_command("migrate", verbosity=0)
    viewer = ensure(size)
    spent, first, asked, cpu = [], 0, 0, 0.0
    for person, known in _questions():
        started, used = time.perf_counter(), time.process_time()
        found = candidates(viewer, known, person.unit_id)
        cpu += time.process_time() - used
        spent.append((time.perf_counter() - started) * 1000)
        asked += 1
        first += bool(found) and found[0].person.pk == person.pk
    # The first few warm the caches of a process that has just started.
    spent = sorted(spent[5:])
    return {
        "cards": Person.objects.count(), "p95": spent[int(len(spent) * 0.95)],
        "median": statistics.median(spent), "cpu": cpu / asked * 1000, "first": first / asked,
    }  # fmt: skip


def _questions() -> Iterator[tuple[Person, Known]]:
    dice = random.Random(3)
    last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for _ in range(ASKED):
        person = Person.objects.filter(pk__gte=dice.randrange(1, last)).order_by("pk")[0]
        phones = list(
            ContactPoint.objects.filter(person=person, kind="phone").values_list("value", flat=True)
        )
        surname, name, middle = person.last_name, person.first_name, person.middle_name
        if dice.random() < 0.3:
            name, middle = SHORT.get(name, name), ""
        if dice.random() < 0.3:
            surname = slip(surname, dice)
        if dice.random() < 0.2:
            surname, name = in_latin(surname, CHAT), in_latin(name, CHAT)
        yield (
            person,
            Known(surname, name, middle, phones=phones if dice.random() < 0.8 else [], city=person.city),
        )


if __name__ == "__main__":
    print(json.dumps(measure(Size(int(sys.argv[1]), int(sys.argv[2])))))
