"""Whoever takes the guards away and changes what was submitted is found."""

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from krug.access.models import AuditEntry, AuditValue
from krug.sales.actions import submit_forecast
from krug.sales.forecasting import chain, guard, periods
from krug.sales.forecasting.data import Said
from krug.sales.forecasting.verify import Head, What, verify
from krug.sales.models import ForecastRow
from krug.site.cli.forecast import command
from tests.cast import Cast
from tests.installation import ROOT, fresh_database, fresh_home
from tests.unguarded import lift

NEXT = periods.following(periods.month_of(timezone.localdate()))
NO_DIGEST = "f" * 64


def say(cast: Cast, *amounts: int) -> None:
    submit_forecast(cast.rita, cast.rita, NEXT, [Said(None, Decimal(it), 50) for it in amounts])


@pytest.fixture
def six(cast: Cast) -> Cast:
    for number in range(3):
        say(cast, number, 10 * number)
    return cast


def execute(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def rechained(number: int) -> None:
    """All rows from there on, with digests that hold again."""
    rows = list(ForecastRow.objects.order_by("number"))
    before = rows[number - 2].digest if number > 1 else chain.NONE
    for row in rows[number - 1 :]:
        row.previous, row.digest = before, chain.digest(before, row)
        before = row.digest
        ForecastRow.objects.filter(pk=row.pk).update(previous=row.previous, digest=row.digest)


def found() -> list[tuple[What, int, int]]:
    return [(one.what, one.number, one.until) for one in verify().wrong]


def test_untouched_it_holds(six: Cast) -> None:
    held = verify()
    last = ForecastRow.objects.latest("number")
    assert (held.rows, held.wrong) == (6, [])
    assert held.heads == [Head(six.pharma.unit.pk, 6, last.digest)]
    assert verify(held.heads).wrong == []


def _changed() -> None:
    execute("UPDATE sales_forecastrow SET amount = 7 WHERE number = 3")


def _an_older_row() -> None:
    """As a restore would: the row before it once more, in its place."""
    old = ForecastRow.objects.get(number=2)
    names = ("amount", "chance", "previous", "digest")
    ForecastRow.objects.filter(number=3).update(**{name: getattr(old, name) for name in names})


def _deleted() -> None:
    execute("DELETE FROM sales_forecastrow WHERE number IN (3, 4)")


def _cut() -> None:
    execute("DELETE FROM sales_forecastrow WHERE number > 4")


def _all_gone() -> None:
    execute("DELETE FROM sales_forecastrow")


def _rewritten() -> None:
    execute("UPDATE sales_forecastrow SET amount = 7 WHERE number = 3")
    rechained(3)


def _slipped_in() -> None:
    """Between the third and the fourth, with a digest that holds; the others make room."""
    for number in (6, 5, 4):
        execute("UPDATE sales_forecastrow SET number = number + 1 WHERE number = %s", number)
    third = ForecastRow.objects.get(number=3)
    row = ForecastRow(**{name: getattr(third, name) for name in chain.NAMES})
    row.number, row.previous = 4, third.digest
    row.digest = chain.digest(row.previous, row)
    row.save(force_insert=True)


def _closed_one(_: object = None) -> None:
    _slipped_in()
    rechained(5)


@pytest.mark.parametrize(
    ("harm", "wanted"),
    [
        (_changed, [(What.CHANGED, 3, 0)]),
        (_an_older_row, [(What.INSERTED, 3, 0), (What.CHANGED, 3, 0), (What.INSERTED, 4, 0)]),
        (_deleted, [(What.MISSING, 3, 4)]),
        (_cut, [(What.CUT, 5, 6)]),
        (_all_gone, [(What.CUT, 1, 6)]),
        (_rewritten, [(What.REWRITTEN, 4, 0), (What.REWRITTEN, 6, 0)]),
        (_closed_one, [(What.REWRITTEN, 4, 0), (What.REWRITTEN, 6, 0)]),
    ],
)
def test_every_harm_is_named(six: Cast, harm: Callable[[], None], wanted: list[object]) -> None:
    lift()
    harm()
    guard.ensure()
    assert found() == wanted


def test_a_row_slipped_in_is_where_it_begins(six: Cast) -> None:
    lift()
    _slipped_in()
    guard.ensure()
    first, *_rest = found()
    # The audit knows which row was the fourth; from the fifth on numbers are not those that were hashed.
    assert first[0] in (What.REWRITTEN, What.INSERTED)
    assert first[1] == 4


def test_a_head_kept_elsewhere_finds_what_the_audit_forgot(six: Cast) -> None:
    kept = verify().heads
    lift()
    _cut()
    AuditValue.objects.filter(entry__object_kind="forecast").delete()
    AuditEntry.objects.filter(object_kind="forecast").delete()
    guard.ensure()
    assert found() == []
    assert [(one.what, one.number, one.until) for one in verify(kept).wrong] == [(What.CUT, 5, 6)]
    wrong = [Head(six.pharma.unit.pk, 2, NO_DIGEST)]
    assert [(one.what, one.number) for one in verify(wrong).wrong] == [(What.REWRITTEN, 2)]


def test_missing_guards_are_told(six: Cast) -> None:
    lift()
    assert found() == [(What.UNGUARDED, 0, 0)]


def test_the_command_says_it_in_both_languages(six: Cast) -> None:
    well = CliRunner().invoke(command, ["verify", "--language", "en"])
    assert well.exit_code == 0
    assert "Rows: 6. Every one is as it was submitted." in well.output
    head = well.output.split("elsewhere: ")[1].split()[0]
    assert CliRunner().invoke(command, ["verify", "--head", head]).exit_code == 0
    assert CliRunner().invoke(command, ["verify", "--head", "x"]).exit_code == 2
    lift()
    _changed()
    guard.ensure()
    english = CliRunner().invoke(command, ["verify", "--language", "en"])
    assert english.exit_code == 1
    assert "Pharma: row 3 was changed after it was submitted." in english.output
    russian = CliRunner().invoke(command, ["verify", "--language", "ru"])
    assert "Pharma: строка 3 изменена после подачи." in russian.output


CAST = "from tests.cast import make_cast; make_cast()"
SUBMIT = """
from decimal import Decimal
from django.utils import timezone
from krug.access.models import User
from krug.sales.actions import submit_forecast
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import Said
rita = User.objects.get(name="Rita")
period = periods.following(periods.month_of(timezone.localdate()))
for turn in range(12):
    submit_forecast(rita, rita, period, [Said(None, Decimal(turn), 50), Said(None, Decimal(1), 9)])
"""


def test_many_at_once_make_one_chain(tmp_path: Path) -> None:
    """Processes of their own on a database of their own: SQLite's file as it is in earnest."""
    database = fresh_database()
    fresh_home(tmp_path / "home", database)
    environ = os.environ | {"KRUG_HOME": str(tmp_path / "home"), "KRUG_DATABASE": database}

    def started(code: str) -> subprocess.Popen[bytes]:
        text = f"import django; django.setup()\n{code}"
        return subprocess.Popen([sys.executable, "-c", text], env=environ, cwd=ROOT)

    assert started(CAST).wait() == 0
    writers = [started(SUBMIT) for _number in range(4)]
    assert [one.wait() for one in writers] == [0, 0, 0, 0]
    told = subprocess.run(
        [sys.executable, "-m", "krug", "forecast", "verify", "--language", "en"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert "Rows: 96. Every one is as it was submitted." in told.stdout
