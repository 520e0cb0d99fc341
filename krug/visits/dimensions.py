"""What questions need to know of visits besides their touches: what was planned, and what became of it."""

import pyarrow as pa

from krug.analysis.dimension import Dimension, Keys, register
from krug.site.clock import micros
from krug.visits.models import Visit

VISIT = ("visit", "uid", "staff", "planned_at", "state", "started_at", "finished_at")
TYPES = (pa.int64(), pa.binary(), pa.int64(), pa.int64(), pa.string(), pa.int64(), pa.int64())


def visits(_keys: Keys = None) -> pa.Table:
    """`uid` is the episode of the visit's touches; times are µs UTC; `state` as in krug.visits.state."""
    columns = ("id", "uid", "staff", "planned_at", "start__at", "finish__at", "cancelling__at")
    rows = []
    for pk, uid, staff, planned, started, finished, cancelled in Visit.objects.order_by("id").values_list(
        *columns
    ):
        state = "cancelled" if cancelled else "finished" if finished else "started" if started else "planned"
        times = (micros(started) if started else None, micros(finished) if finished else None)
        rows.append((pk, uid.bytes, staff, micros(planned), state, *times))
    by_column = list(zip(*rows, strict=True)) or [()] * len(VISIT)
    arrays = [pa.array(values, kind) for values, kind in zip(by_column, TYPES, strict=True)]
    return pa.Table.from_arrays(arrays, names=list(VISIT))


def register_all() -> None:
    register(Dimension("visit", VISIT, visits))
