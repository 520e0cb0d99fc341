from dataclasses import replace as replaced
from pathlib import Path

import pytest

from krug.analysis import actions, manifest
from krug.analysis.question import Question, inspect, run
from krug.analysis.steps import Step, base
from krug.customers.actions import create_persons, merge
from krug.customers.data import PersonData
from krug.customers.queries import card_identities
from krug.touches.actions import append, replace, retract
from tests.cast import Cast
from tests.touches.make import NOW, shown

SECONDS = Question(
    "seconds",
    (
        *base("t.verb = 'shown' AND t.at >= $since"),
        Step(
            "answer",
            "SELECT object_id AS slide, sum(seconds) AS seconds FROM in_scope GROUP BY ALL ORDER BY ALL",
        ),
    ),
    frozenset({"since"}),
)


def test_the_viewers_own_touches_are_counted_and_a_strangers_are_not(cast: Cast) -> None:
    gone = shown(staff=cast.rita.id)
    append(
        [
            shown(staff=cast.rita.id),
            shown(staff=cast.rita.id, object_id="b"),
            shown(staff=cast.roma.id),
            gone,
        ],
        "user:1",
    )
    retract([gone.id], "user:1", "")
    assert run(SECONDS, cast.rita, since=NOW) == [
        {"slide": "b", "seconds": 12.5},
        {"slide": "intro", "seconds": 12.5},
    ]
    assert run(SECONDS, cast.boss, since=NOW) == [
        {"slide": "b", "seconds": 12.5},
        {"slide": "intro", "seconds": 25.0},
    ]
    assert run(SECONDS, cast.marketer, since=NOW)[1]["seconds"] == 25.0
    assert run(SECONDS, cast.food_head, since=NOW) == []
    assert run(SECONDS, cast.boss, since=NOW + 1) == []


def test_each_step_can_be_looked_at(cast: Cast) -> None:
    append([shown(staff=cast.rita.id), shown(staff=cast.roma.id)], "user:1")
    assert len(inspect(SECONDS, "live_touches", cast.rita, since=NOW)) == 2
    (row,) = inspect(SECONDS, "in_scope", cast.rita, since=NOW)
    assert (row["verb"], row["staff"], row["named"], row["person"]) == ("shown", cast.rita.id, False, None)
    with pytest.raises(ValueError, match="nothing"):
        inspect(SECONDS, "nothing", cast.rita, since=NOW)


def test_parameters_are_bound_and_must_be_the_stated_ones(cast: Cast) -> None:
    with pytest.raises(TypeError, match="since"):
        run(SECONDS, cast.rita)
    said = Question("said", (Step("answer", "SELECT $text AS text"),), frozenset({"text"}))
    assert run(said, cast.rita, text="'; DROP TABLE touch; --") == [{"text": "'; DROP TABLE touch; --"}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('https://example.com/a.csv')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM cast",
    ],
)
def test_a_question_reaches_nothing_outside(cast: Cast, sql: str) -> None:
    with pytest.raises(Exception, match=r"Permission|disabled|does not exist|Parser|syntax"):
        run(Question("spy", (Step("answer", sql),)), cast.head)


def test_of_dimensions_only_what_was_touched_is_read(cast: Cast) -> None:
    """And what is left out makes no difference: a merged customer's touches are his survivor's."""
    one, other, _stranger = create_persons(cast.rita, [PersonData(last_name=name) for name in "ABC"])
    cards = card_identities([one, other])
    append([shown(cards[other.pk], staff=cast.roma.id)], "user:1")
    merge(cast.nina, one, other, {})
    assert [row["person"] for row in inspect(SECONDS, "tenure", cast.nina, since=NOW)] == [one.pk]
    (row,) = inspect(SECONDS, "in_scope", cast.nina, since=NOW)
    assert (row["person"], row["named"]) == (one.pk, True)
    assert inspect(SECONDS, "in_scope", cast.food_head, since=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_files_of_other_days_stay_closed_and_their_replacements_count(cast: Cast, folder: Path) -> None:
    day = 86_400_000_000
    old = shown(staff=cast.rita.id)
    append([old, shown(staff=cast.rita.id, object_id="b")], "user:1")
    actions.export()
    # Said about the day, written a month later: its file is of another day.
    replace([shown(staff=cast.rita.id, at=NOW + 30 * day, replaces=old.id)], "user:1")
    actions.export()
    of_day = replaced(SECONDS, params=frozenset({"since", "until"}), span=("since", "until"))
    assert run(of_day, cast.rita, since=NOW, until=NOW + day) == [{"slide": "b", "seconds": 12.5}]
    (path,) = [file for file in manifest.current(folder).files if file.first == "2026-05-28"]
    (folder / path.name).unlink()
    assert run(of_day, cast.rita, since=NOW + 29 * day, until=NOW + 31 * day) == [
        {"slide": "intro", "seconds": 12.5}
    ]
