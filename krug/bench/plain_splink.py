"""What is measured against: Splink as its own guides set it up. Frozen here; it learns without labels."""

from copy import deepcopy
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from krug.bench.labelled import CardSet, Pairs

THRESHOLD = 0.5
FEBRL: dict[str, Any] = {
    "comparisons": lambda: [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ],
    "blocks": [
        ("given_name", "surname"), ("date_of_birth",), ("soc_sec_id",), ("state", "address_1"),
        ("street_number", "address_1"), ("postcode",),
    ],
    "training": [("date_of_birth",), ("postcode",)],
}  # fmt: skip
FAKE: dict[str, Any] = {
    "comparisons": lambda: [
        cl.NameComparison("first_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ],
    "blocks": [("first_name", "city"), ("surname",), ("dob",), ("email",)],
    "training": [("dob",), ("first_name", "surname")],
}
RESTAURANTS: dict[str, Any] = {
    "comparisons": lambda: [
        cl.JaroWinklerAtThresholds("name", [0.9, 0.7]),
        cl.JaroWinklerAtThresholds("addr", [0.9, 0.7]),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.ExactMatch("digits"),
    ],
    "blocks": [("digits",), ("name",), ("addr",), ("substr(name, 1, 4)", "city")],
    "training": [("digits",), ("name",)],
}
RUSSIAN: dict[str, Any] = {
    "comparisons": lambda: [
        cl.NameComparison("last"),
        cl.NameComparison("first"),
        cl.NameComparison("middle"),
        cl.DateOfBirthComparison("birth", input_is_string=True),
        cl.DamerauLevenshteinAtThresholds("number", [2]),
        cl.ExactMatch("phone"),
        cl.EmailComparison("email"),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address", [0.9]),
    ],
    "blocks": [("last", "first"), ("phone",), ("email",), ("birth",), ("number",), ("last", "city")],
    "training": [("birth",), ("last", "first"), ("phone",)],
}


def settings_of(cards: CardSet) -> dict[str, Any]:
    if cards.name.startswith("FEBRL"):
        return FEBRL
    return {"fake_1000": FAKE, "fodors-zagats": RESTAURANTS}.get(cards.name, RUSSIAN)


def pairs(cards: CardSet) -> Pairs:
    """Pairs that come together in clusters at THRESHOLD."""
    frozen = settings_of(cards)
    con = duckdb.connect()
    con.execute("SET threads = 2")
    names = [name for name in cards.rows[0] if name not in ("unique_id", "cluster", "rec_id", "id")]
    columns: dict[str, Any] = {name: [row[name] or None for row in cards.rows] for name in names}
    con.register("cards", pa.table({"unique_id": list(range(len(cards.rows)))} | columns))
    blocks: list[Any] = [block_on(*block) for block in frozen["blocks"]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=frozen["comparisons"](),
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI(con).register(con.table("cards")), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(blocks[:3], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for block in frozen["training"]:
        before = deepcopy(linker._settings_obj.core_model_settings)
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
        except (ValueError, EMTrainingException):
            linker._settings_obj.core_model_settings = before
    found = linker.inference.predict(threshold_match_probability=THRESHOLD, warning_mode="never")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, THRESHOLD)
    together: dict[Any, list[int]] = {}
    for cluster, card in con.execute(
        f"SELECT cluster_id, unique_id FROM {clusters.physical_name} ORDER BY 2"
    ).fetchall():
        together.setdefault(cluster, []).append(card)
    con.close()
    return {(a, b) for ids in together.values() for a in ids for b in ids if a < b}
