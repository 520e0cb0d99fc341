"""Search as you type: persons and organisations by name in any spelling, phone in any writing, e-mail."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz.distance import OSA

from krug.access import watch
from krug.access.models import Scope, Territory, User
from krug.access.rules import hidden
from krug.access.scopes import scope_ids
from krug.customers import normal, store
from krug.customers.models import Organisation, Person, SearchWord
from krug.customers.search.index import everything_word, names_in, numbers_in, scope_word
from krug.customers.search.latin import latin, other_layout

LIMIT = 10
CANDIDATES = 200
# More scopes than this are checked row by row: as words of the query they would cost more.
SCOPE_WORDS = 4
SIMILAR = 60
TAKEN = 24
EXACT, GOOD, FAIR = 0.97, 0.85, 0.6
TOKENS = 6
_PHONE = re.compile(r"[\d\s()+.\-–—/]+")
Found = dict[tuple[str, int], float]


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind`: person or organisation; `score` 0…1."""

    kind: str
    id: int
    uid: UUID
    title: str
    subtitle: str
    score: float


@dataclass(frozen=True, slots=True)
class _Sight:
    """The viewer's scopes as words of the query, or as scope ids to be checked row by row."""

    words: list[str]
    scopes: list[int]


def search(viewer: User, text: str, limit: int = LIMIT) -> list[Hit]:
    """The best `limit` cards among those the viewer sees, best first."""
    text = text.strip()[:120]
    sight = _sight(viewer)
    if not text or not (sight.words or sight.scopes):
        return []
    unseen = hidden(viewer)
    found = _without(unseen, _by_key(text, sight)) or _by_name(text, sight, limit, not unseen)
    best = sorted(found, key=lambda row: -found[row])[: limit * 2]
    hits = sorted(_hits(found, best), key=lambda hit: (-round(hit.score, 3), hit.title, hit.id))
    # One typed word shows some strangers too: of LIMIT he meant one.
    watch.seen(viewer, -(-len(hits[:limit]) // LIMIT))
    return hits[:limit]


def _without(unseen: frozenset[str], found: Found) -> Found:
    """Whoever must not see phones must not try them either. Those of organisations name nobody."""
    return {row: score for row, score in found.items() if row[0] != "person"} if unseen else found


def _by_key(text: str, sight: _Sight) -> Found:
    """Phones and e-mails: exact or as far as typed."""
    if "@" in text:
        key = normal.text(text).lower().strip("<>")
        return {row: 1.0 for row, _ in _rows([[f"{key}*"]], sight)}
    digits = re.sub(r"\D", "", text)
    if len(digits) < 4 or not _PHONE.fullmatch(text):
        return {}
    whole = normal.phone(text)
    forms = {digits, *([whole.removeprefix("+")] if whole else [])}
    if digits[0] == "8":
        forms |= {f"7{digits[1:]}", digits[1:]}
    return {row: 1.0 for row, _ in _rows([[f"{form}*" for form in sorted(forms) if len(form) >= 3]], sight)}


def _by_name(text: str, sight: _Sight, limit: int, numbers: bool) -> Found:
    """`numbers`: whether № 118 counts. Not for whoever may not try phones: a short one is such a number."""
    found = _spelt(_tokens(text), sight, limit, numbers)
    if max(found.values(), default=0.0) >= GOOD:
        return found
    tokens = _tokens(other_layout(text))
    typed = _spelt(tokens, sight, limit, numbers) if _known(tokens) else {}
    return {row: max(found.get(row, 0.0), typed.get(row, 0.0)) for row in {*found, *typed}}


def _known(tokens: list[str]) -> bool:
    """Some name begins with one of them: else it is no use to think of another keyboard layout."""
    return any(SearchWord.objects.filter(word__gte=token, word__lt=f"{token}{{").exists() for token in tokens)


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(latin(text).split()))[:TOKENS]


def _spelt(tokens: list[str], sight: _Sight, limit: int, numbers: bool) -> Found:
    """Exact words first, then beginnings, then similar words; then all but one of the words."""
    if not tokens:
        return {}
    scorer = _Scorer(tokens, numbers)
    found: Found = {}
    beginnings = [[token, f"{token}*"] for token in tokens]
    for groups in ([[token] for token in tokens], beginnings):
        found |= scorer.scores(_rows(groups, sight))
        if _enough(found, limit):
            return found
    if max(found.values(), default=0.0) >= EXACT:
        # Spelt as somebody spells himself: whoever is merely alike is not meant.
        return {row: score for row, score in found.items() if score >= FAIR}
    similar = [[f"{token}*", *_similar(token)] for token in tokens]
    found |= scorer.scores(_rows(similar, sight))
    if len(tokens) > 1 and max(found.values(), default=0.0) < GOOD:
        for left_out in range(len(similar)):
            found |= scorer.scores(_rows(similar[:left_out] + similar[left_out + 1 :], sight))
    return {row: score for row, score in found.items() if score >= FAIR}


def _enough(found: Found, limit: int) -> bool:
    return sum(score >= GOOD for score in found.values()) >= limit


def _similar(token: str) -> list[str]:
    """Dictionary words that a slip of the finger may have meant; none for a word that is right as it is."""
    if len(token) < 3 or token.isdigit() or SearchWord.objects.filter(word=token).exists():
        return []
    near = {word: _likeness(token, word) for word in store.current().similar_words(token, SIMILAR)}
    return sorted((word for word in near if near[word] >= FAIR), key=lambda word: -near[word])[:TAKEN]


def _likeness(token: str, word: str) -> float:
    """0…1: equal 1, a beginning nearly that, then by slips (a swap is one) for the length. Of numbers one
    is not like another.
    """
    if token == word:
        return 1.0
    if word.startswith(token):
        return 0.9 + 0.09 * len(token) / len(word)
    if token.isdigit():
        return 0.0
    whole = OSA.normalized_similarity(token, word)
    if len(token) < len(word) and len(token) > 3:
        # Typed so far with a slip: as like as to the same length of the word, a little less sure.
        whole = max(whole, 0.95 * OSA.normalized_similarity(token, word[: len(token)]))
    return whole


class _Scorer:
    """How well a row's words answer the query's; each pair of words is compared once."""

    def __init__(self, tokens: Sequence[str], numbers: bool) -> None:
        self.tokens = tokens
        self.weight = sum(len(token) for token in tokens)
        self.numbered = numbers and any(token.isdigit() for token in tokens)
        self.known: dict[tuple[str, str], float] = {}

    def scores(self, rows: Iterable[tuple[tuple[str, int], str]]) -> Found:
        return {row: self._score(text) for row, text in rows}

    def _score(self, text: str) -> float:
        words = names_in(text)
        numbers = numbers_in(text) if self.numbered else []
        return (
            sum(
                len(token) * self._best(token, numbers if token.isdigit() else words) for token in self.tokens
            )
            / self.weight
        )

    def _best(self, token: str, words: Sequence[str]) -> float:
        best = 0.0
        for place, word in enumerate(words):
            pair = (token, word)
            if pair not in self.known:
                self.known[pair] = _likeness(token, word)
            # The family name stands first: of equal matches it counts a trifle more.
            best = max(best, self.known[pair] - 0.001 * min(place, 9))
        return best


def _sight(viewer: User) -> _Sight:
    ids = scope_ids(viewer, "person")
    refs = set(Scope.objects.filter(id__in=ids).values_list("kind", "ref"))
    units = {ref for kind, ref in refs if kind == Scope.Kind.UNIT}
    lands = Territory.objects.filter(unit__in=units).values_list("unit", "id")
    partly = {unit for unit, land in lands if (Scope.Kind.TERRITORY, land) not in refs}
    whole = units - partly
    covered = {(Scope.Kind.TERRITORY, land) for unit, land in lands if unit in whole}
    covered |= {(Scope.Kind.UNIT, unit) for unit in whole}
    words = [everything_word(unit) for unit in sorted(whole)]
    words += [scope_word(kind, ref) for kind, ref in sorted(refs - covered)]
    return _Sight(words, []) if len(words) <= SCOPE_WORDS else _Sight([], sorted(ids))


def _rows(groups: Sequence[Sequence[str]], sight: _Sight) -> list[tuple[tuple[str, int], str]]:
    condition, params = store.current().matching([*groups, sight.words] if sight.words else groups)
    sql = f"SELECT s.kind, s.row, s.text FROM customers_searchrow s WHERE {condition}"
    if sight.scopes:
        holes = ", ".join(["%s"] * len(sight.scopes))
        plain = store.current().not_by_index("m.scope_id")
        sql += (
            " AND EXISTS (SELECT 1 FROM access_scopemember m "
            f"WHERE m.kind = s.kind AND m.row = s.row AND {plain} IN ({holes}))"
        )
        params = [*params, *sight.scopes]
    found = store.rows((f"{sql} LIMIT {CANDIDATES}", params))
    return [((kind, row), text) for kind, row, text in found]


def _hits(found: Found, best: Sequence[tuple[str, int]]) -> list[Hit]:
    people = Person.objects.filter(pk__in=[row for kind, row in best if kind == "person"])
    places = Organisation.objects.filter(pk__in=[row for kind, row in best if kind == "organisation"])
    hits = []
    for person in people.select_related("organisation__canonical"):
        of = person.organisation.standing.name if person.organisation else ""
        under = ", ".join(part for part in (person.specialty, of, person.city) if part)
        score = found["person", person.pk]
        hits.append(Hit("person", person.pk, person.uid, person.full_name, under, score))
    for place in places:
        under = ", ".join(part for part in (str(place.get_kind_display()), place.city, place.address) if part)
        score = found["organisation", place.pk]
        hits.append(Hit("organisation", place.pk, place.uid, place.name, under, score))
    return hits
