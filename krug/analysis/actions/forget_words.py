import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from krug.analysis import manifest, source
from krug.analysis.actions import dimensions
from krug.analysis.actions.export import publish, write_file
from krug.analysis.actions.sweep import remove_unheld
from krug.analysis.files import alone
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import LAST, TOUCH
from krug.touches.queries import Span, ends
from krug.touches.rules import erased_text
from krug.touches.words import Verb, word

VERBS = {word(verb): verb for verb in Verb}
Spans = Mapping[int, Sequence[tuple[int, int]]]


def forget_words(spans: Sequence[Span], folder: Path | None = None) -> list[str]:
    """Files that hold words of these identities in these spans are written anew without them, and destroyed;
    so are those of dimensions that hold what cards said before.

    Answers the names of those replaced. Waits for an export at work. A reader who holds an older version
    keeps its files until he is done; the next `sweep` takes them then.
    """
    home = folder or settings.READING_DIR
    wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for identity, since, until in spans:
        wanted[identity].append(ends(since, until))
    with alone(home / "export.lock", wait=True):
        replaced = _forget(home, wanted)
        if replaced:
            remove_unheld(home, time.time() + 1)
    return replaced


def _forget(folder: Path, spans: Spans) -> list[str]:
    before = manifest.current(folder)
    version = max([before.version, *manifest.versions(folder)]) + 1
    files, replaced = [], []
    for number, file in enumerate(before.of_log()):
        fresh = (
            _without(folder, file, spans, f"{version:010}-{number:05}") if file.table == TOUCH.name else None
        )
        files.append(fresh or file)
        if fresh:
            replaced.append(file.name)
    with source.current().snapshot():
        kept = dimensions.refreshed(folder, before.dimensions, version, force=True, only=True)
    replaced += sorted(it.name for name, it in before.dimensions.items() if kept.get(name) != it)
    if replaced:
        dimensions.stamp(folder, kept, before.dimensions)
        files += [*before.of_table(LAST), *dimensions.files_of(kept)]
        made = {"version": version, "made_at": time.time_ns() // 1000, "files": files, "dimensions": kept}
        after = Manifest(**dict(before) | made)
        publish(folder, after)
    return replaced


def _without(folder: Path, file: File, spans: Spans, name: str) -> File | None:
    """The file without the words, under another name; None when there are none in it."""
    path = folder / file.name
    theirs = pa.array(sorted(spans), pa.int64())
    identities = pq.read_table(path, columns=["identity"], partitioning=None)["identity"]
    if not pc.any(pc.is_in(identities, theirs)).as_py():
        return None
    rows = pq.read_table(path, partitioning=None)
    data = rows["data"].to_pylist()
    changed = False
    for at, (identity, moment, verb) in enumerate(
        zip(rows["identity"].to_pylist(), rows["at"].to_pylist(), rows["verb"].to_pylist(), strict=True)
    ):
        if any(since <= moment < until for since, until in spans.get(identity, ())):
            kept = erased_text(VERBS[verb], data[at])
            changed, data[at] = changed or kept != data[at], kept
    if not changed:
        return None
    rows = rows.set_column(rows.schema.get_field_index("data"), "data", pa.array(data, pa.string()))
    place = str(Path(file.name).parent / f"{name}-erased.parquet")
    return write_file(folder, TOUCH, rows, file.first, file.last, place)
