"""Whatever comes and goes, what died and what came last are what the log says, with a copy of any age."""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from krug.analysis import actions, manifest
from krug.analysis.question import Question, inspect
from krug.analysis.steps import Step, base
from krug.analysis.tables import GONE, LAST
from krug.touches.actions import append, replace, retract
from tests.cast import Cast
from tests.segments.world import World
from tests.touches.make import NOW, shown

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = Question(
    "rollups",
    (
        *base(),
        Step("live", 'SELECT t.seq, t.identity, t."at" FROM live_touches t'),
        Step("latest", 'SELECT identity, "at" FROM last_touch'),
    ),
)
LIVE = """
SELECT t.seq, t.identity, t.at FROM touch t WHERE t.id NOT IN (SELECT id FROM touch_retraction)
AND t.id NOT IN (SELECT replaces FROM touch WHERE replaces IS NOT NULL)"""


def checked(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LIVE)
        live = set(cursor.fetchall())
    last: dict[int, int] = defaultdict(lambda: -(2**63))
    for _seq, identity, at in live:
        last[identity] = max(last[identity], at)
    found = [tuple(row.values()) for row in inspect(ASKED, "live", world.cast.head)]
    assert sorted(found) == sorted(live)
    latest = [tuple(row.values()) for row in inspect(ASKED, "latest", world.cast.head)]
    assert sorted(latest) == sorted(last.items())


class Log(World):
    def early(self) -> None:
        """A replacement and a retraction that come before what they are about."""
        old = shown(self.any_identity(), self.now - 5)
        replace([shown(self.any_identity(), old.at, replaces=old.id)], "user:1")
        other = shown(self.any_identity(), self.now)
        retract([other.id], "user:1", "")
        append([old, other], "user:1")

    def step(self) -> None:
        happenings: list[Callable[[], None]] = [
            *(self.append, self.append, self.retract, self.retract, self.replace, self.wait, self.early)
        ]
        self.random.choice(happenings)()


@pytest.mark.parametrize("seed", range(4))
def test_the_live_and_the_last_are_those_of_the_log(cast: Cast, folder: Path, seed: int) -> None:
    world = Log(cast, seed)
    for number in range(40):
        world.step()
        if number % 7 == 3:
            actions.export()
        if number % 11 == 10:
            actions.compact(date(2027, 1, 1))
            actions.sweep(time.time() + 5, keep=0)
        if number % 4 == 0:
            checked(world)
    actions.export()
    checked(world)
    assert manifest.current(folder).of_table(GONE)
    assert len(manifest.current(folder).of_table(LAST)) == 1


def test_an_identity_whose_touches_all_died_has_no_last(cast: Cast, folder: Path) -> None:
    one = shown(5, NOW)
    append([one], "user:1")
    actions.export()
    assert inspect(ASKED, "latest", cast.head) == [{"identity": 5, "at": NOW}]
    retract([one.id], "user:1", "")
    assert inspect(ASKED, "latest", cast.head) == []
    actions.export()
    assert inspect(ASKED, "latest", cast.head) == []
