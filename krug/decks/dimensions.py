"""What questions need to know of decks: which slide is of which version, deck and unit, and its key."""

import pyarrow as pa

from krug.analysis.dimension import Dimension, Keys, register
from krug.decks.models import Slide

SLIDE = ("slide", "version", "deck", "unit", "version_number", "number", "key")
_TYPES = (pa.string(), pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.int64(), pa.string())
_FIELDS = (
    "uid", "version__uid", "version__deck_id", "version__deck__unit_id", "version__number", "number", "key",
)  # fmt: skip


def slides(_keys: Keys = None) -> pa.Table:
    """slide and version are uids as text, as touches name them; deck and unit are ids."""
    rows = [
        (str(uid), str(version), *rest)
        for uid, version, *rest in Slide.objects.order_by("id").values_list(*_FIELDS)
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(SLIDE)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, _TYPES, strict=True)]
    return pa.Table.from_arrays(arrays, names=list(SLIDE))


def register_all() -> None:
    register(Dimension("slide", SLIDE, slides))
