"""How fast a file of contacts becomes cards, doubles looked for, and how fast it is taken back.

The same file on both databases, each in an installation of its own. One contact in twenty is a double of one
before it, one in fifty has a mistake; half of them name one of 400 organisations.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from krug.bench.apart import probe
from krug.bench.metric import Metric
from krug.bench.postgres import Cluster

ROWS = {True: 5_000, False: 1_000_000}
RATE = 1_500
GROWTH = 64.0
"""MB that memory may grow by from a tenth of the file to its end, beyond what doubles must be remembered."""


def run(quick: bool) -> list[Metric]:
    found = list(_metrics("SQLite", _measured("", quick), quick))
    with Cluster() as cluster:
        return found + list(_metrics("PostgreSQL", _measured(cluster.url("krug"), quick), quick))


def _measured(database: str, quick: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="krug-bench-") as home:
        settings = "krug.site.settings"
        environ = {"KRUG_HOME": home, "KRUG_DATABASE": database, "DJANGO_SETTINGS_MODULE": settings}
        seen: dict[str, float] = probe("krug.bench.importing", environ, str(ROWS[quick]))
    return seen


def _metrics(database: str, seen: dict[str, float], quick: bool) -> Iterator[Metric]:
    rate, cpu = seen["rate"], seen["cpu"]
    # A short run on a busy machine says how long it waited: only the long one is judged.
    judged = None if quick else rate >= RATE
    yield Metric(f"contacts imported, {database}", rate, "contacts/s", f"≥ {RATE}", judged)
    yield Metric(f"contacts a second of this process's CPU, {database}", cpu, "contacts/CPU-s")
    yield Metric(f"rows written for a contact, {database}", seen["written"], "rows")
    growth, per = seen["growth"], seen["growth"] * 1024 / seen["rows"]
    yield Metric(f"memory grown from a tenth on, {database}", growth, f"MB, {per:.2f} KB a row")
    yield Metric(f"taken back, {database}", seen["undone"], "cards/s")


def _child(rows: int) -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    path = Path(settings.KRUG_HOME) / "contacts.csv"
    write(path, rows)
    return _imported(path, rows)


def _imported(path: Path, rows: int) -> dict[str, float]:
    from krug.access.actions.create_user import UserData, create_users
    from krug.access.actions.house import create_unit
    from krug.access.models import Role
    from krug.customers.actions import import_contacts, undo_import
    from krug.customers.contact_csv import undo

    unit = create_unit(None, "Bench")
    data = UserData(email="bench@krug.test", name="Bench", role=Role.MARKETER, unit=unit, password=None)
    (user,) = create_users(None, [data])
    before, marks = _stored(), [0.0]

    def progress(done: int, total: int) -> None:
        if done * 10 >= total and not marks[0]:
            marks[0] = _peak()

    wall, cpu = time.perf_counter(), time.process_time()
    held = import_contacts(path, user, None, progress)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    growth, stored = _peak() - marks[0], _stored() - before
    undoing = undo_import(user, held)
    back = time.perf_counter()
    undo.run(undoing.pk)
    back = time.perf_counter() - back
    return {
        "rows": rows,
        "rate": rows / wall,
        "cpu": rows / cpu,
        "written": stored / held.created,
        "growth": growth,
        "undone": undoing.rows / back,
    }


def _peak() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _stored() -> int:
    from django.apps import apps

    domains = ("access", "customers")
    models: list[Any] = [one for name in domains for one in apps.get_app_config(name).get_models()]
    return sum(model._default_manager.count() for model in models)


def write(path: Path, rows: int) -> None:
    """The file: windows-1251 with semicolons, as a spreadsheet of an office leaves it."""
    chance, written = random.Random(1), list[str]()
    with path.open("w", encoding="cp1251", newline="") as file:
        file.write("Фамилия;Имя;Отчество;Телефон;Почта;ЛПУ;Город;Адрес;Категория\r\n")
        for number in range(rows):
            line = _contact(chance, number)
            if written and chance.random() < 0.05:
                line = chance.choice(written)
            elif chance.random() < 0.02:
                line = ";" + line
            if len(written) < 1_000:
                written.append(line)
            file.write(line + "\r\n")


def _contact(chance: random.Random, number: int) -> str:
    last = f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES).lower()}{chance.choice(SYLLABLES).lower()}ов"
    phone = f"8 9{chance.randrange(10**8, 10**9)}"
    email = f"user{number}@example.org" if chance.random() < 0.6 else ""
    work = f"Клиника № {chance.randrange(400)}" if chance.random() < 0.5 else ""
    street = f"ул. {chance.choice(STREETS)}, {chance.randrange(1, 200)}"
    names = f"{chance.choice(MEN)};{chance.choice(MEN)}ович"
    return f"{last};{names};{phone};{email};{work};{chance.choice(TOWNS)};{street};{chance.choice('ABC')}"


SYLLABLES = "Ба Ве Го Ди Жу Зо Ка Ле Ми Но Пе Ра Си То Фе Ху Чи Ша Лю Бре Гор Кон Мар Пет Сол".split()  # noqa: SIM905
MEN = "Александр Сергей Дмитрий Иван Михаил Николай Роман Олег Виктор Константин Игорь Антон".split()  # noqa: SIM905
STREETS = "Ленина Мира Гагарина Садовая Советская Лесная Пушкина Кирова Заречная".split()  # noqa: SIM905
TOWNS = "Казань Омск Пермь Тула Томск Самара Уфа Курск Псков Тверь".split()  # noqa: SIM905


if __name__ == "__main__":
    print(json.dumps(_child(int(sys.argv[1]))))
