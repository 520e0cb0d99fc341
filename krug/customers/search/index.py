"""The search column: what is written into it, and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from krug.customers import store
from krug.customers.models import SearchRow, SearchWord
from krug.customers.search.latin import latin
from krug.site import bulk

CHUNK = 5_000
# Words longer than this are not names.
WORD = 40
SHORTEST_KEY = 7
"""Digits of the shorter of two writings of a phone that has a town's code."""
Ref = tuple[str, int]
PERSON_NAMES = ("last_name", "first_name", "middle_name", "city")


def person_text(
    group: Sequence[Mapping[str, Any]], works: Sequence[str], points: Sequence[str], refs: Collection[Ref]
) -> str:
    """What a survivor (the first) and all merged into him are found by, and where they are seen."""
    names = [row[part] or "" for row in group for part in PERSON_NAMES]
    return _line([*names, *works], points, group[0]["unit"], refs)


def organisation_text(
    group: Sequence[Mapping[str, Any]], points: Sequence[str], refs: Collection[Ref]
) -> str:
    """The same for organisations."""
    parts = ("name", "city", "tax_number", "state_number")
    return _line([row[part] for row in group for part in parts], points, group[0]["unit"], refs)


def scope_word(kind: str, ref: int) -> str:
    """A scope as a word of the column. The dot keeps it apart from what people write."""
    return f"{kind}.{ref}"


def everything_word(unit: int) -> str:
    """The word that all rows of a business unit have, whichever scope they are in."""
    return f"all.{unit}"


def _line(names: Iterable[str], points: Sequence[str], unit: int, refs: Collection[Ref]) -> str:
    words = dict.fromkeys(word for name in names for word in latin(name).split())
    keys = dict.fromkeys(key for point in points for key in _keys(point))
    places = [everything_word(unit), *(scope_word(kind, ref) for kind, ref in sorted(refs))]
    return " ".join([*words, *keys, *places])


def _keys(point: str) -> list[str]:
    """An e-mail as it is; a phone whole and by the endings people type: no country, no city, last four."""
    if "@" in point:
        return [point]
    digits = point.removeprefix("+")
    return [digits, digits[-10:], digits[-7:], digits[-4:]]


def names_in(text: str) -> list[str]:
    """The words of a line that people may misspell."""
    return [word for word in text.split() if "." not in word and "@" not in word and not word.isdigit()]


def numbers_in(text: str) -> list[str]:
    """The numbers of a line's names (№ 118): no phone, no ending of one."""
    every = [word for word in text.split() if word.isdigit()]
    long = [word for word in every if len(word) >= SHORTEST_KEY]
    return [
        word for word in every if len(word) < SHORTEST_KEY and not any(one.endswith(word) for one in long)
    ]


def put(kind: str, texts: Sequence[tuple[int, str]], made: bool = False) -> None:
    """Make these rows' texts exactly this; rows that are already right are left alone.

    `made`: the rows are this transaction's own and have no text yet.
    """
    held: dict[int, tuple[int, str]] = {}
    for start in range(0, 0 if made else len(texts), CHUNK):
        ids = [row for row, _ in texts[start : start + CHUNK]]
        rows = SearchRow.objects.filter(kind=kind, row__in=ids).values_list("row", "id", "text")
        held |= {row: (id, text) for row, id, text in rows}
    new = [(kind, row, text) for row, text in texts if row not in held]
    bulk.insert(SearchRow, ("kind", "row", "text"), new)
    changed = [
        SearchRow(id=held[row][0], kind=kind, row=row, text=text)
        for row, text in texts
        if row in held and held[row][1] != text
    ]
    SearchRow.objects.bulk_update(changed, ["text"], batch_size=200)
    lines = [*(text for _, _, text in new), *(row.text for row in changed)]
    _learn({word for line in lines for word in names_in(line) if len(word) <= WORD})


def _learn(words: set[str]) -> None:
    every = sorted(words)
    for start in range(0, len(every), CHUNK):
        some = every[start : start + CHUNK]
        where, params = bulk.among("word", some)
        known = {
            word for (word,) in bulk.select(f"SELECT word FROM customers_searchword WHERE {where}", params)
        }
        bulk.insert(SearchWord, ("word",), [(word,) for word in some if word not in known])


def drop(kind: str, ids: Collection[int]) -> set[str]:
    """The words of names that these rows were found by: what `forget_words` may be asked about."""
    every = list(ids)
    words: set[str] = set()
    for start in range(0, len(every), CHUNK):
        rows = SearchRow.objects.filter(kind=kind, row__in=every[start : start + CHUNK])
        words.update(word for text in rows.values_list("text", flat=True) for word in names_in(text))
        rows.delete()
    return words


def forget_words(candidates: Collection[str]) -> int:
    """Take out of the dictionary those of the words that no row is found by any more; how many they were."""
    gone, count = [word for word in candidates if not _in_use(word)], 0
    for start in range(0, len(gone), CHUNK):
        some = gone[start : start + CHUNK]
        store.current().before_words_go(some)
        count += SearchWord.objects.filter(word__in=some).delete()[0]
    return count


def _in_use(word: str) -> bool:
    condition, params = store.current().matching([[word]])
    return bool(store.rows((f"SELECT 1 FROM customers_searchrow s WHERE {condition} LIMIT 1", params)))
