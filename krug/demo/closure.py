"""What hangs on given rows, found from the models' own foreign keys: a new table is seen by itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from krug.site.bulk import chunks

Table = type[models.Model]
Link = models.ForeignKey[models.Model, models.Model]


def links() -> dict[Table, list[tuple[Table, Link]]]:
    """Table → the foreign keys that lead to it."""
    found: dict[Table, list[tuple[Table, Link]]] = defaultdict(list)
    for table in apps.get_models(include_auto_created=True):
        for one in table._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and isinstance(one.related_model, type):
                found[one.related_model].append((table, one))
    return found


@dataclass(slots=True)
class Closure:
    """`rows` go; `loose` rows stay, and the field that names a row that goes is emptied."""

    links: dict[Table, list[tuple[Table, Link]]] = field(default_factory=links)
    rows: dict[Table, set[int]] = field(default_factory=lambda: defaultdict(set))
    loose: dict[tuple[Table, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def take(self, table: Table, ids: Iterable[int]) -> None:
        """These rows, all that cannot be without them, and what hangs on that."""
        waiting = [(table, set(ids))]
        while waiting:
            table, wanted = waiting.pop()
            new = wanted - self.rows[table]
            self.rows[table] |= new
            if new:
                waiting += self._hanging(table, new)

    def _hanging(self, table: Table, ids: Collection[int]) -> Iterator[tuple[Table, set[int]]]:
        for other, link in self.links.get(table, []):
            found = referring(other, link, ids)
            cascades = getattr(link.remote_field, "on_delete", None) is models.CASCADE
            if link.null and not cascades:
                self.loose[other, link.name] |= found
            elif found:
                yield other, found

    def outside(self, table: Table, row: int) -> bool:
        """Whether something that stays could not be without this row."""
        return any(
            referring(other, link, [row]) - self.rows.get(other, set())
            for other, link in self.links.get(table, [])
            if not link.null and getattr(link.remote_field, "on_delete", None) is not models.CASCADE
        )

    def delete(self) -> int:
        """Everything at once; the caller owns the transaction. Answers how many rows went."""
        for (table, name), ids in self.loose.items():
            link = table._meta.get_field(name)
            # Of rows that go only those naming their own table must let go first.
            kept = ids if link.related_model is table else ids - self.rows.get(table, set())
            for part in chunks(kept):
                table._base_manager.filter(pk__in=part).update(**{name: None})
        return sum(_drop(table, self.rows[table]) for table in self._in_order())

    def _in_order(self) -> list[Table]:
        """Tables so that whatever names a row goes before it."""
        waiting = [table for table, ids in self.rows.items() if ids]
        order: list[Table] = []
        while waiting:
            free = [table for table in waiting if not self._named_by(table, waiting)] or waiting[:1]
            order += free
            waiting = [table for table in waiting if table not in free]
        return order

    def _named_by(self, table: Table, others: Collection[Table]) -> bool:
        return any(other in others and other is not table for other, _link in self.links.get(table, []))


def referring(table: Table, link: Link, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(ids):
        found.update(table._base_manager.filter(**{f"{link.name}__in": part}).values_list("pk", flat=True))
    return found


def _drop(table: Table, ids: Collection[int]) -> int:
    gone = 0
    for part in chunks(ids):
        gone += table._base_manager.filter(pk__in=part)._raw_delete(using=table._base_manager.db)
    return gone
