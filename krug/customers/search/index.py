"""The search column: what is written into it, and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from krug.customers.models import SearchRow
from krug.customers.search.latin import latin

CHUNK = 5_000


def person_text(group: Sequence[Mapping[str, Any]], points: Sequence[str]) -> str:
    """Names, organisation, city, phones, e-mails of a survivor (the first) and all merged into him."""
    words: dict[str, None] = {}
    for row in group:
        parts = ("last_name", "first_name", "middle_name", "organisation__name", "city")
        words |= dict.fromkeys(latin(row[part] or "") for part in parts)
    return _line(words, points)


def organisation_text(row: Mapping[str, Any], points: Sequence[str]) -> str:
    return _line(dict.fromkeys([latin(row["name"]), latin(row["city"])]), points)


def _line(words: Iterable[str], points: Sequence[str]) -> str:
    keys = [point.removeprefix("+") for point in points]
    return " ".join(word for word in [*words, *keys] if word)


def put(kind: str, texts: Sequence[tuple[int, str]]) -> None:
    """Make these rows' texts exactly this; rows that are already right are left alone."""
    held: dict[int, tuple[int, str]] = {}
    for start in range(0, len(texts), CHUNK):
        ids = [row for row, _ in texts[start : start + CHUNK]]
        rows = SearchRow.objects.filter(kind=kind, row__in=ids).values_list("row", "id", "text")
        held |= {row: (id, text) for row, id, text in rows}
    new = [SearchRow(kind=kind, row=row, text=text) for row, text in texts if row not in held]
    SearchRow.objects.bulk_create(new, batch_size=CHUNK)
    changed = [
        SearchRow(id=held[row][0], kind=kind, row=row, text=text)
        for row, text in texts
        if row in held and held[row][1] != text
    ]
    SearchRow.objects.bulk_update(changed, ["text"], batch_size=200)


def drop(kind: str, ids: Collection[int]) -> None:
    for start in range(0, len(ids), CHUNK):
        SearchRow.objects.filter(kind=kind, row__in=list(ids)[start : start + CHUNK]).delete()
