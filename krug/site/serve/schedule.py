"""What runs by the clock: each entry is enqueued when it is due and none of its kind is waiting."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


@dataclass(frozen=True)
class Entry:
    task: str
    every: int
    """Seconds between two runs."""


ENTRIES: tuple[Entry, ...] = (
    Entry("krug.analysis.tasks.export_reading_copy", 300),
    Entry("krug.customers.tasks.reapply_erasures", 86_400),
    Entry("krug.behaviour.tasks.forget_old_refusals", 86_400),
    Entry("krug.behaviour.tasks.look_at_companies", 600),
    Entry("krug.customers.tasks.keep_no_longer", 3_600),
    Entry("krug.sync.tasks.work_off_changes", 60),
    Entry("krug.customers.tasks.match_everybody", 3_600),
    Entry("krug.customers.tasks.forget_old_downloads", 3_600),
    Entry("krug.customers.tasks.count_all_worth", 3_600),
    Entry("krug.segments.tasks.keep_segments", 60),
    Entry("krug.sales.tasks.judge_deals", 60),
    Entry("krug.sales.tasks.learn_costs", 86_400),
    Entry("krug.letters.tasks.read_mailboxes", 60),
    Entry("krug.letters.tasks.send_letters", 60),
    Entry("krug.integrations.tasks.deliver_webhooks", 60),
    Entry("krug.calls.tasks.end_lost_calls", 60),
    Entry("krug.calls.tasks.forget_old_messages", 86_400),
)
_last: dict[str, float] = {}


def run_due(now: float, enqueue: Callable[[str], None] | None = None) -> list[str]:
    """Enqueues what is due at `now` (Unix seconds); returns the names."""
    due = [entry for entry in ENTRIES if now - _last.get(entry.task, 0.0) >= entry.every]
    for entry in due:
        _last[entry.task] = now
        (enqueue or _enqueue)(entry.task)
    return [entry.task for entry in due]


def _enqueue(path: str) -> None:
    waiting = DBTaskResult.objects.filter(
        task_path=path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    if not waiting.exists():
        import_string(path).enqueue()
