"""Keys under which cards meet to be compared: whoever shares none is never looked at. Pure."""

from collections.abc import Callable

from krug.customers.matching.traits import Traits

MOST = 100
"""Cards under one key: a key of more says too little, and its pairs would grow with the square of all."""
_VOWELS = str.maketrans("", "", "aeiou")


def skeleton(word: str) -> str:
    """The first letter and the consonants: what most slips of the finger leave as it was."""
    return word[:1] + word[1:].translate(_VOWELS)


def person_keys(one: Traits) -> list[str]:
    last, first, middle = one.last or "", one.first or "", one.middle or ""
    found = [f"p{phone}" for phone in one.phones] + [f"e{email}" for email in one.emails]
    found += [f"u{user}" for email in one.emails if len(user := email.partition("@")[0]) > 4]
    if one.number:
        half = len(one.number) // 2 + 1
        found += [f"t{one.number}", f"t<{one.number[:half]}", f"t>{one.number[-half:]}"]
    if last and first:
        found.append(f"n{one.pair}")
        found.append(f"f{skeleton(last)}|{first[0]}|{middle[:3]}")
        found.append(f"l{last[:3]}|{first[:3]}|{one.city or ''}")
        if middle:
            found.append(f"m{first}|{middle}|{last[:2]}")
    found += [f"o{name}" for name in {last, first} if name]
    if one.birth:
        found += [f"b{one.birth}", f"b{one.birth}|{first[:1]}", f"b{one.birth}|{last[:1]}"]
        found += [f"y{one.birth[:6]}|{name[:3]}" for name in (last, first) if name]
    if one.street:
        found.append(f"a{one.street}|{one.house or ''}")
        found += [f"s{one.street}|{name[:2]}" for name in (last, first) if name]
    if one.postcode and one.house:
        found.append(f"z{one.postcode}|{one.house}")
    return list(dict.fromkeys(found))


def organisation_keys(one: Traits) -> list[str]:
    name, city = one.last or "", one.city or ""
    found = [f"p{phone}" for phone in one.phones] + [f"e{email}" for email in one.emails]
    found += [f"h{host}" for email in one.emails if (host := email.rpartition("@")[2])]
    if one.number:
        found.append(f"t{one.number}")
    words = name.split()
    found += [f"w{word}" for word in words if len(word) > 2]
    found += [f"c{word[:4]}|{city}" for word in words if len(word) > 2]
    if words:
        found.append("n" + "".join(words)[:8])
        found.append("k" + "|".join(sorted(skeleton(word) for word in words)))
    if one.street:
        found += [f"a{one.street}|{one.house or ''}", f"z{one.house or ''}|{name[:2]}"]
    return list(dict.fromkeys(found))


KEYS: dict[str, Callable[[Traits], list[str]]] = {"person": person_keys, "organisation": organisation_keys}
WEAK: dict[str, frozenset[str]] = {"person": frozenset("sybo"), "organisation": frozenset()}
"""Kinds of keys, by their first letter. Among a million cards those that meet by one of these alone made half
of all comparisons and one in two thousand of the likely pairs: there two keys must meet."""
MANY = 100_000
"""Cards from which on that is asked. Among few it would cost what only it finds: 0.03 of F1 on fake_1000."""
