"""Dimensions as the reading copy keeps them: a file of each, and what changed since, read from the database.

Exact at any moment: triggers write down the keys of rows that change (watch.py), so the rows of these keys
are left out of the file and read anew, in the question's own snapshot.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django.db import connection

from krug.access.models import User
from krug.analysis import dimension, source
from krug.analysis.dimension import Dimension, ViewerDimension
from krug.analysis.manifest import Kept
from krug.analysis.models import Stamp

MANY = 50_000
"""Of more changed keys the database is read whole: a file of which much is left out saves nothing."""


def standing(kept: Mapping[str, Kept]) -> dict[str, Kept]:
    """Those that are of this database and of today's shape."""
    meant = dimension.travelling()
    fit = {
        name: it
        for name, it in kept.items()
        if name in meant and it.shape == meant[name].shape and it.database == connection.vendor
    }
    uids = {UUID(it.stamp) for it in fit.values()}
    there = set(Stamp.objects.filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()
    if not all(source.current().reached(mark) for mark in {it.mark for it in fit.values()}):
        return {}
    return {name: it for name, it in fit.items() if UUID(it.stamp) in there}


def changed(dimension: Dimension, since: Iterable[tuple[str, int]]) -> set[int]:
    sources = {watch.source for watch in dimension.watches}
    return {key for source, key in since if source in sources}


@dataclass
class KeptDimensions:
    """Those of one version of the copy, in one snapshot. `folder`: where its files are."""

    folder: Path
    held: Mapping[str, Kept]

    @cached_property
    def standing(self) -> dict[str, Kept]:
        return standing(self.held) if self.held else {}

    @cached_property
    def changes(self) -> dict[int, list[tuple[str, int]]]:
        """By mark; several dimensions are mostly of one."""
        return {mark: source.current().changes(mark) for mark in {it.mark for it in self.standing.values()}}

    def serves(self, names: Set[str]) -> bool:
        """Whether all of these that travel can be read here: else they are read by their keys, as before."""
        travelling = dimension.travelling().keys()
        wanted = {self._below(name) for name in names} & travelling
        return bool(wanted) and wanted <= self.standing.keys()

    def has(self, name: str) -> bool:
        return self._below(name) in self.standing

    def tables(self, name: str, viewer: User) -> tuple[str, dict[str, pa.Table]]:
        """SQL of the dimension, and the tables that must be told for it."""
        meant = dimension.named(name)
        if isinstance(meant, Dimension):
            return self._of(meant)
        if meant.mine is None:
            raise ValueError(f"{name} is no part of a dimension that travels.")
        below = dimension.named(meant.over)
        if not isinstance(below, Dimension):
            raise TypeError(below)
        sql, tables = self._of(below)
        mine = f"mine_{name}"
        return meant.sql.format(over=f"({sql})", mine=mine), {**tables, mine: meant.mine(viewer)}

    def _below(self, name: str) -> str:
        meant = dimension.named(name)
        return (meant.over or name) if isinstance(meant, ViewerDimension) else name

    def _of(self, meant: Dimension) -> tuple[str, dict[str, pa.Table]]:
        kept = self.standing[meant.name]
        keys = changed(meant, self.changes[kept.mark])
        names = ", ".join(f'"{column}"' for column in meant.columns)
        now = f"now_{meant.name}"
        if len(keys) > MANY:
            return f"SELECT {names} FROM {now}", {now: meant.arrow(None)}
        path = str(self.folder / kept.name).replace("'", "''")
        file = f"SELECT {names} FROM read_parquet('{path}', hive_partitioning = false)"
        if not keys:
            return file, {}
        stale = f"stale_{meant.name}"
        sql = f'{file} d ANTI JOIN {stale} s ON s.key = d."{meant.key}" UNION ALL SELECT {names} FROM {now}'
        return sql, {now: meant.arrow(keys), stale: keys_table(keys)}


def keys_table(keys: Collection[int]) -> pa.Table:
    return pa.table({"key": pa.array(sorted(keys), pa.int64())})
