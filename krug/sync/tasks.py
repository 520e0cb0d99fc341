"""What the worker does between syncs, so that a device finds everything ready."""

from django_tasks import task

from krug.sync.actions.refresh import refresh

LONGEST = 120.0  # seconds; what is left then is for the next run


@task()
def work_off_changes() -> int:
    """Bring items in step with what changed. Returns how many marks were worked off."""
    return refresh(seconds=LONGEST)
