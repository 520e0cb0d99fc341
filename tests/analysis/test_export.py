import json
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from krug.analysis import actions, manifest
from krug.analysis.actions.compact import grouped, period_of
from krug.analysis.files import alone
from krug.analysis.manifest import File
from krug.analysis.reading import reading
from krug.analysis.tasks import export_reading_copy
from krug.touches.actions import append, replace, retract
from tests.analysis.state import everything, exported, rows_of
from tests.touches.make import NOW, noted, shown

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 86_400_000_000
LATER = date(2027, 1, 1)


def days(folder: Path) -> list[str]:
    return sorted(file.first for file in manifest.current(folder).of_table("touch"))


def test_files_and_tail_together_are_the_log_at_any_time(folder: Path) -> None:
    first = [shown(at=NOW - day * DAY) for day in range(5)]
    append(first, "user:1")
    before = everything(folder)
    assert exported(folder) == 0
    actions.export()
    assert (exported(folder), everything(folder)) == (5, before)
    late = shown(at=NOW - 2 * DAY)
    append([late], "user:1")
    assert len(everything(folder)) == 6
    actions.export()
    assert (exported(folder), len(everything(folder))) == (6, 6)
    assert days(folder).count("2026-05-26") == 2


def test_nothing_new_makes_no_new_version(folder: Path) -> None:
    append([shown()], "user:1")
    one = actions.export()
    two = actions.export()
    assert one is not None
    assert two == one


def test_what_is_retracted_or_replaced_after_its_export_stops_counting(folder: Path) -> None:
    gone, old = shown(), noted("old")
    append([gone, old], "user:1")
    actions.export()
    retract([gone.id], "user:1", "")
    replace([noted("new", replaces=old.id)], "user:1")
    assert [row[0] for row in everything(folder, "touch_retraction")] == [gone.id.bytes]
    actions.export()
    assert [row[0] for row in everything(folder, "touch_retraction")] == [gone.id.bytes]
    assert len(manifest.current(folder).of_table("touch_retraction")) == 1


def test_a_rebuild_holds_the_same_and_incremental_exports_too(folder: Path) -> None:
    for number in range(4):
        append([shown(at=NOW - (number * 7 % 3) * DAY, seconds=number) for _ in range(3)], "user:1")
        actions.export()
    before = everything(folder)
    made = actions.rebuild()
    assert sum(file.rows for file in made.of_table("touch")) == 12
    assert everything(folder) == before


def test_uncommitted_touches_are_never_exported(folder: Path) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="outside"):
        actions.export()
    with transaction.atomic():
        append([shown()], "user:1")
        transaction.set_rollback(True)
    actions.export()
    assert everything(folder) == []


def test_a_writer_that_is_slow_to_commit_is_not_lost(folder: Path) -> None:
    """Its rows may have smaller `seq` than exported ones; on SQLite the others simply wait for it."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time")
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                append([noted("slow")], "user:1")
                begun.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert begun.wait(20)
    append([noted("quick")], "user:1")
    actions.export()
    assert (exported(folder), len(everything(folder))) == (0, 1)
    go_on.set()
    writer.join()
    assert len(everything(folder)) == 2
    actions.export()
    assert (exported(folder), len(everything(folder))) == (2, 2)


def test_two_exports_at_once_are_one(folder: Path) -> None:
    append([shown()], "user:1")
    with alone(folder / "export.lock") as mine:
        assert mine
        assert actions.export() is None
        assert actions.compact(LATER) is None
    assert actions.export() is not None


def test_a_rebuild_waits_for_an_export_at_work(folder: Path) -> None:
    """Something was taken out of the log: were it left undone, the copy would keep it for ever."""
    append([shown()], "user:1")
    lock = folder / "export.lock"
    held = threading.Event()

    def at_work() -> None:
        with alone(lock):
            held.set()
            inode, until = f":{lock.stat().st_ino} ", time.monotonic() + 5
            while time.monotonic() < until:
                if any(
                    "->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines()
                ):
                    return

    other = threading.Thread(target=at_work)
    other.start()
    assert held.wait(20)
    assert [file.rows for file in actions.rebuild().of_table("touch")] == [1]
    other.join()


def test_a_reader_keeps_its_version_through_export_compaction_and_sweep(folder: Path) -> None:
    for day in range(3):
        append([shown(at=NOW - day * DAY)], "user:1")
        actions.export()
    with reading(folder=folder) as state:
        held = rows_of(state)
        append([shown()], "user:1")
        actions.export()
        actions.compact(LATER)
        actions.sweep(time.time() + 5, keep=0)
        assert rows_of(state) == held
        assert len(manifest.versions(folder)) == 2
    gone = actions.sweep(time.time() + 5, keep=0)
    assert len([name for name in gone if name.endswith(".parquet")]) >= 3
    assert manifest.versions(folder) == [manifest.current(folder).version]
    assert len(everything(folder)) == 4


def test_compaction_leaves_one_file_a_month_and_the_same_rows(folder: Path) -> None:
    for _round in range(2):
        append([shown(at=NOW - day * DAY) for day in range(10)], "user:1")
        actions.export()
    before = everything(folder)
    actions.compact(LATER)
    assert days(folder) == ["2026-05-19"]
    assert everything(folder) == before
    append([shown(at=NOW - DAY)], "user:1")
    actions.export()
    actions.compact(LATER)
    assert (len(days(folder)), len(everything(folder))) == (1, 21)


def test_days_are_kept_apart_until_their_month_is_long_past() -> None:
    def file(first: str, last: str = "") -> File:
        return File(table="touch", name=first, first=first, last=last or first, rows=1)

    files = [file("2026-05-01"), file("2026-05-02"), file("2026-05-02"), file("2026-04-01", "2026-04-30")]
    soon = {period: len(it) for (_table, period), it in grouped(files, date(2026, 5, 16)).items()}
    assert soon == {"2026-05-01": 1, "2026-05-02": 2, "2026-04-0": 1}
    week_later = {period: len(it) for (_table, period), it in grouped(files, date(2026, 5, 17)).items()}
    assert week_later == {"2026-05-0": 3, "2026-04-0": 1}
    later = {period: len(it) for (_table, period), it in grouped(files, date(2026, 7, 11)).items()}
    assert later == {"2026-05": 3, "2026-04": 1}


@pytest.mark.parametrize(
    ("day", "period", "whole"),
    [
        (date(2026, 5, 1), "2026-05-0", date(2026, 5, 10)),
        (date(2026, 5, 9), "2026-05-0", date(2026, 5, 10)),
        (date(2026, 5, 10), "2026-05-1", date(2026, 5, 20)),
        (date(2026, 5, 29), "2026-05-2", date(2026, 5, 30)),
        (date(2026, 5, 31), "2026-05-3", date(2026, 6, 1)),
        (date(2026, 2, 28), "2026-02-2", date(2026, 3, 1)),
    ],
)
def test_ten_days_are_put_together_a_week_after_the_last_of_them(day: date, period: str, whole: date) -> None:
    assert period_of(day, False, whole + timedelta(days=7)) == period
    assert period_of(day, False, whole + timedelta(days=6)) == day.isoformat()
    assert period_of(day, True, day) == period


def test_sweep_keeps_young_versions_and_removes_orphans(folder: Path) -> None:
    append([shown()], "user:1")
    actions.export()
    orphan = folder / "touch" / "2026-01-01" / "0000000099-000.parquet"
    orphan.parent.mkdir()
    orphan.write_bytes(b"half")
    append([shown()], "user:1")
    actions.export()
    assert actions.sweep(time.time()) == ["touch/2026-01-01/0000000099-000.parquet"]
    assert len(manifest.versions(folder)) == 2


def test_a_copy_of_another_log_is_not_believed(folder: Path) -> None:
    """After a restore or a move to another database the copy says what this log does not hold."""
    append([shown(), shown()], "user:1")
    actions.export()
    path = manifest.path_of(folder, manifest.current(folder).version)
    raw = json.loads(path.read_text())
    raw["last"]["touch"][1] = "0" * 32
    path.write_text(json.dumps(raw))
    assert len(everything(folder)) == 2
    actions.export()
    assert (exported(folder), len(everything(folder))) == (2, 2)


def test_a_copy_of_another_format_is_read_past_and_rebuilt(folder: Path) -> None:
    append([shown()], "user:1")
    actions.export()
    path = manifest.path_of(folder, manifest.current(folder).version)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0, "strange": True}))
    assert (exported(folder), len(everything(folder))) == (0, 1)
    actions.export()
    assert (exported(folder), len(everything(folder))) == (1, 1)


def test_the_worker_s_task_exports_and_tidies(folder: Path) -> None:
    for _ in range(2):
        append([shown(at=NOW)], "user:1")
        export_reading_copy.call()
    assert len(manifest.current(folder).of_table("touch")) == 1
    assert len(everything(folder)) == 2
