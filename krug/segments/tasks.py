"""What the worker does so that segments are live."""

import time

from django_tasks import task

from krug.site.soon import soon


@task()
def keep_segments() -> None:
    """Work off the marks: by signals within seconds, and once a minute for what time alone changes."""
    from krug.segments.keep import keep

    keep(time.time_ns() // 1000)


def keep_soon() -> None:
    soon(keep_segments)
