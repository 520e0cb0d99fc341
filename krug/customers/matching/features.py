"""How two persons' traits are compared: features, each with levels from equal to different.

Each level is written twice, for DuckDB (all cards) and for Python (a card at entry); a test holds them equal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from krug.customers.matching.traits import Traits

Holds = Callable[[Traits, Traits], bool]


@dataclass(frozen=True, slots=True)
class Level:
    """`often`: the column whose rare values weigh more than its common ones."""

    name: str
    sql: str
    holds: Holds
    often: str | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """`silent`: nothing can be said, the feature weighs nothing. The last level is «differs», in no list.

    `differ`: between these shares of true pairs differ in it. Learning alone takes a family of one address
    for one person, and, where few have moved in the sample, a move for another person.
    """

    name: str
    silent: Level
    levels: Sequence[Level]
    differ: tuple[float, float] = (0.0, 1.0)


def _missing(column: str) -> Level:
    return Level(
        "missing",
        f"{column}_l IS NULL OR {column}_r IS NULL",
        lambda a, b: getattr(a, column) is None or getattr(b, column) is None,
    )


def _nothing(column: str) -> Level:
    return Level(
        "missing",
        f"len({column}_l) = 0 OR len({column}_r) = 0",
        lambda a, b: not getattr(a, column) or not getattr(b, column),
    )


def _same(column: str, often: bool = False) -> Level:
    return Level(
        "same",
        f"{column}_l = {column}_r",
        lambda a, b: getattr(a, column) == getattr(b, column),
        column if often else None,
    )


def _slips(column: str, most: int) -> Level:
    """A swap of neighbours is two changes at most: DuckDB's much quicker measure goes first."""
    return Level(
        f"slips_{most}",
        f"levenshtein({column}_l, {column}_r) <= {2 * most} "
        f"AND damerau_levenshtein({column}_l, {column}_r) <= {most}",
        lambda a, b: DamerauLevenshtein.distance(getattr(a, column), getattr(b, column)) <= most,
    )


def _alike(column: str, least: float) -> Level:
    return Level(
        f"alike_{round(least * 100)}",
        f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}",
        lambda a, b: JaroWinkler.similarity(getattr(a, column), getattr(b, column)) >= least,
    )


def _initial(column: str) -> Level:
    return Level(
        "initial",
        f"(len({column}_l) = 1 OR len({column}_r) = 1) AND left({column}_l, 1) = left({column}_r, 1)",
        lambda a, b: (
            (len(getattr(a, column)) == 1 or len(getattr(b, column)) == 1)
            and getattr(a, column)[0] == getattr(b, column)[0]
        ),
    )


def _shared(column: str, name: str = "same") -> Level:
    return Level(
        name,
        f"list_has_any({column}_l, {column}_r)",
        lambda a, b: not set(getattr(a, column)).isdisjoint(getattr(b, column)),
    )


_SWAPPED_SQL = "pair_l = pair_r AND last_l <> last_r"


def _swapped(left: Traits, right: Traits) -> bool:
    return left.pair is not None and left.pair == right.pair and left.last != right.last


SWAPPED = Level("swapped", _SWAPPED_SQL, _swapped)
_FIRST_SILENT = Level(
    "missing",
    f"first_l IS NULL OR first_r IS NULL OR ({_SWAPPED_SQL})",
    lambda a, b: a.first is None or b.first is None or _swapped(a, b),
)
_PLACE = Level(
    "place",
    "street_l = street_r AND house_l = house_r",
    lambda a, b: a.street == b.street and a.house is not None and a.house == b.house,
)
_DAY_MONTH = Level(
    "day_month",
    "len(birth_l) = 8 AND birth_r = "
    "concat(substr(birth_l, 1, 4), substr(birth_l, 7, 2), substr(birth_l, 5, 2))",
    lambda a, b: (
        bool(a.birth and b.birth and len(a.birth) == 8)
        and (a.birth or "")[:4] + (a.birth or "")[6:] + (a.birth or "")[4:6] == b.birth
    ),
)
_MAILBOX = Level(
    "alike_92",
    "jaro_winkler_similarity(list_extract(emails_l, 1), list_extract(emails_r, 1)) >= 0.92",
    lambda a, b: JaroWinkler.similarity(a.emails[0], b.emails[0]) >= 0.92,
)

PERSON: tuple[Feature, ...] = (
    Feature(
        "last",
        _missing("last"),
        (_same("last", True), SWAPPED, _slips("last", 1), _alike("last", 0.88)),
        differ=(0.0, 0.06),
    ),
    Feature(
        "first",
        _FIRST_SILENT,
        (_same("first", True), _initial("first"), _slips("first", 1), _alike("first", 0.85)),
        differ=(0.0, 0.02),
    ),
    Feature(
        "middle",
        _missing("middle"),
        (_same("middle", True), _initial("middle"), _alike("middle", 0.85)),
        differ=(0.0, 0.02),
    ),
    Feature("sex", _missing("sex"), (_same("sex"),), differ=(0.0, 0.01)),
    Feature(
        "birth",
        _missing("birth"),
        (_same("birth"), _slips("birth", 1), _DAY_MONTH, _slips("birth", 2)),
        differ=(0.0, 0.015),
    ),
    Feature(
        "number",
        _missing("number"),
        (_same("number"), _slips("number", 1), _slips("number", 2)),
        differ=(0.0, 0.03),
    ),
    Feature("phones", _nothing("phones"), (_shared("phones"),), differ=(0.2, 1.0)),
    Feature("emails", _nothing("emails"), (_shared("emails"), _MAILBOX), differ=(0.2, 1.0)),
    Feature("city", _missing("city"), (_same("city", True), _alike("city", 0.88)), differ=(0.1, 1.0)),
    Feature("postcode", _missing("postcode"), (_same("postcode"), _slips("postcode", 1)), differ=(0.1, 1.0)),
    Feature(
        "street",
        _missing("street"),
        (_PLACE, _same("street", True), _alike("street", 0.88), _shared("words", "words")),
        differ=(0.15, 1.0),
    ),
    Feature("work", _missing("work"), (_same("work"),), differ=(0.2, 1.0)),
)

_WORDS = Level(
    "words",
    "list_has_all(words_l, words_r) OR list_has_all(words_r, words_l)",
    lambda a, b: set(a.words) <= set(b.words) or set(a.words) >= set(b.words),
)
_ONE_WORD = Level(
    "one_word", "list_has_any(words_l, words_r)", lambda a, b: not set(a.words).isdisjoint(b.words)
)

# An organisation's traits: `last` is its name without the legal form, `words` its words, `first` the form.
ORGANISATION: tuple[Feature, ...] = (
    Feature(
        "last",
        _missing("last"),
        (_same("last", True), _WORDS, _alike("last", 0.9), _ONE_WORD),
        differ=(0.0, 0.0003),
    ),
    Feature("first", _missing("first"), (_same("first"),)),
    Feature("number", _missing("number"), (_same("number"), _slips("number", 1))),
    Feature("phones", _nothing("phones"), (_shared("phones"),)),
    Feature("emails", _nothing("emails"), (_shared("emails"), _MAILBOX)),
    Feature("city", _missing("city"), (_same("city", True), _alike("city", 0.85))),
    Feature("street", _missing("street"), (_PLACE, _same("street", True), _alike("street", 0.85))),
)
