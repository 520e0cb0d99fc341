"""Matching of whole tables: Splink on DuckDB, with our features, keys and frozen models."""

import logging
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from krug.customers.matching.blocking import KEYS, MANY, MOST, WEAK
from krug.customers.matching.features import Feature
from krug.customers.matching.model import FEATURES, Model, Odds
from krug.customers.matching.traits import COLUMNS, LISTS, Traits

SAMPLED = 2_000_000
"""Random pairs from which it is learned how often strangers agree."""
TRAINING: dict[str, tuple[tuple[str, ...], ...]] = {
    "person": (("number",), ("birth",), ("last", "first"), ("street",), ("phones",), ("emails",)),
    "organisation": (("last",), ("phones",), ("street",)),
}
TRAINED = 300_000
"""Pairs of one block that are looked at in learning."""
LEAST = 1e-7
Pair = tuple[int, int, float, dict[str, str]]
_MEETING = (
    "CREATE TEMP TABLE met AS SELECT id, hash(unnest(keys)) AS key, false AS weak FROM given "
    "UNION ALL SELECT id, hash(unnest(weak)), true FROM given",
    f"CREATE TEMP TABLE useful AS SELECT key FROM met GROUP BY key HAVING count(*) BETWEEN 2 AND {MOST}",
    "CREATE TEMP TABLE kept AS SELECT id, key, weak FROM met SEMI JOIN useful USING (key)",
    "CREATE TEMP TABLE pairs AS SELECT row_number() OVER () AS number, l.id AS id_l, r.id AS id_r "
    "FROM kept l JOIN kept r ON l.key = r.key AND l.id < r.id GROUP BY l.id, r.id "
    "HAVING count(*) > 1 OR NOT bool_and(l.weak) OR NOT getvariable('strict')",
    "CREATE TEMP TABLE numbered AS SELECT id, list(number) AS keys FROM "
    "(SELECT id_l AS id, number FROM pairs UNION ALL SELECT id_r, number FROM pairs) GROUP BY id",
    "CREATE TABLE cards AS SELECT given.* EXCLUDE (keys, weak), coalesce(numbered.keys, []) AS keys "
    "FROM given SEMI JOIN kept USING (id) LEFT JOIN numbered USING (id)",
    *(f"DROP TABLE {name}" for name in ("met", "useful", "kept", "pairs", "numbered")),
)
"""Of the keys those count that some, but not too many, others have too."""


@dataclass(frozen=True, slots=True)
class Limits:
    threads: int = 2
    memory: str = "4GB"
    folder: str = ""
    """Where DuckDB may spill what doesn't fit; empty: nowhere."""
    many: int = MANY
    """Cards from which on pairs of one weak key are left out."""


def table(kind: str, traits: Iterable[Traits], scope: Callable[[Traits], str] | None = None) -> pa.Table:
    """Traits as columns, with the keys they meet under; `scope`: those of different scopes never meet."""
    rows = list(traits)
    arrays = {name: pa.array([getattr(row, name) for row in rows], _type(name)) for name in COLUMNS}
    make, weak = KEYS[kind], WEAK[kind]
    strong: list[list[str]] = []
    faint: list[list[str]] = []
    for row in rows:
        where = f"{scope(row)}:" if scope else ""
        keys = make(row)
        strong.append([where + key for key in keys if key[0] not in weak])
        faint.append([where + key for key in keys if key[0] in weak])
    of = pa.list_(pa.string())
    return pa.table(arrays | {"keys": pa.array(strong, of), "weak": pa.array(faint, of)})


def _type(name: str) -> pa.DataType:
    if name == "id":
        return pa.int64()
    return pa.list_(pa.string()) if name in LISTS else pa.string()


class Engine:
    """One table to be matched. `tables`: as made by `table`, in any number of parts."""

    def __init__(self, kind: str, tables: Sequence[pa.Table], limits: Limits | None = None) -> None:
        limits = limits or Limits()
        logging.getLogger("splink").setLevel(logging.ERROR)
        self.kind = kind
        self.con = duckdb.connect()
        self.con.execute(f"SET threads = {limits.threads}")
        self.con.execute(f"SET memory_limit = '{limits.memory}'")
        self.con.execute("SET autoinstall_known_extensions = false")
        if limits.folder:
            self.con.execute(f"SET temp_directory = '{limits.folder}'")
        self._load(tables, limits.many)
        self.count = self._one("SELECT count(*) FROM cards")
        self.api = DuckDBAPI(self.con)

    def _load(self, tables: Sequence[pa.Table], many: int) -> None:
        """`cards`: the traits, and in `keys` the numbers of the pairs a card is to be compared in."""
        self.con.register("given", pa.concat_tables(tables))
        self.total = int(self._one("SELECT count(*) FROM given"))
        self.con.execute(f"SET VARIABLE strict = {self.total >= many}")
        for step in _MEETING:
            self.con.execute(step)
        self.con.unregister("given")

    def _one(self, sql: str) -> Any:
        row = self.con.execute(sql).fetchone()
        return row[0] if row else None

    def learn(self, version: str, seed: int = 1) -> Model:
        """A model from the table alone, without labels: expectation maximisation."""
        columns = {name: self._filled(name) for name in COLUMNS if name not in ("id", "words")}
        features = [f for f in FEATURES[self.kind] if columns.get(f.name, 0) > 0.005 * self.count]
        linker = self._linker(features, {}, 1 / max(self.total, 2))
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=seed)
        present = {feature.name for feature in features}
        for block in TRAINING[self.kind]:
            if present.issuperset(block):
                _train(linker, block)
        model = Model(self.kind, version, 1.0, _odds(linker, features))
        for _ in range(3):
            model = replace(model, doubles=self._doubles(model))
        return model

    def _filled(self, column: str) -> int:
        empty = f"len({column}) > 0" if column in LISTS else f"{column} IS NOT NULL"
        return int(self._one(f"SELECT count(*) FROM cards WHERE {empty}"))

    def _doubles(self, model: Model) -> float:
        """How many others of the same customer a card seems to have."""
        found = self._predict(model, None)
        expected = self._one(f"SELECT sum(match_probability) FROM {found.physical_name}") or 0.0
        return float(max(expected, 1.0) * 2 / self.total)

    def match(self, model: Model, least: float) -> pa.Table:
        """Pairs of at least that probability: id_l, id_r, probability, and a column of levels per feature."""
        found = self._predict(model, least)
        levels = ", ".join(_level_case(feature) for feature in model.features)
        sides = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in COLUMNS if name != "id")
        return self.con.execute(
            f"SELECT id_l, id_r, probability, {levels} FROM "
            f"(SELECT id_l, id_r, match_probability AS probability, {sides} FROM {found.physical_name} "
            "JOIN cards l ON l.id = id_l JOIN cards r ON r.id = id_r)"
        ).to_arrow_table()

    def often(
        self, features: Sequence[Feature], most: int = 20_000, least: int = 3
    ) -> dict[str, dict[str, float]]:
        """Column → value → share of those who have any, for the most common values; never of one person's."""
        columns = sorted({level.often for feature in features for level in feature.levels if level.often})
        found: dict[str, dict[str, float]] = {}
        for name in columns:
            rows = self.con.execute(
                f"SELECT {name}, count(*) / sum(count(*)) OVER () FROM cards WHERE {name} IS NOT NULL "
                f"GROUP BY 1 HAVING count(*) >= {least} ORDER BY 2 DESC, 1 LIMIT {most}"
            ).fetchall()
            found[name] = dict(rows)
        return found

    def close(self) -> None:
        self.con.close()

    def _predict(self, model: Model, least: float | None) -> Any:
        linker = self._linker(model.features, model.odds, model.prior(self.total))
        return linker.inference.predict(threshold_match_probability=least, warning_mode="never")

    def _linker(self, features: Sequence[Feature], odds: Any, prior: float) -> Linker:
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[_comparison(feature, odds.get(feature.name)) for feature in features],
            blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
            probability_two_random_records_match=prior,
            unique_id_column_name="id",
            retain_matching_columns=False,
        )
        cards = self.api.register(self.con.table("cards"))
        return Linker(cards, settings, log_level=None, validate_settings=False)


def _train(linker: Linker, block: Sequence[str]) -> None:
    """A block in which some level never occurs ends below what a float holds: the other blocks teach it."""
    before = deepcopy(linker._settings_obj.core_model_settings)
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), max_pairs=TRAINED, record_sample_proportion=0.1
        )
    except (ValueError, EMTrainingException):
        # A session that fails leaves the model without the comparisons it had put aside.
        linker._settings_obj.core_model_settings = before


def _comparison(feature: Feature, odds: Any) -> dict[str, Any]:
    """As Splink takes it. Weights are bounded here as in krug.customers.matching.model."""
    levels: list[dict[str, Any]] = [
        {"sql_condition": feature.silent.sql, "is_null_level": True, "label_for_charts": "missing"}
    ]
    for name, sql, often in [
        *((one.name, one.sql, one.often) for one in feature.levels),
        ("differs", "ELSE", None),
    ]:
        level: dict[str, Any] = {"sql_condition": sql, "label_for_charts": name}
        if often:
            level |= {"tf_adjustment_column": often, "tf_adjustment_weight": 1.0}
        if odds:
            # The ratio alone matters to a prediction; u stays as it is for the sake of rare values.
            level |= {"m_probability": odds[name].u * 2 ** odds[name].weight, "u_probability": odds[name].u}
        levels.append(level)
    return {"output_column_name": feature.name, "comparison_levels": levels}


def _odds(linker: Linker, features: Sequence[Feature]) -> dict[str, dict[str, Odds]]:
    found: dict[str, dict[str, Odds]] = {}
    for feature, learned in zip(features, linker._settings_obj.comparisons, strict=True):
        levels = {}
        for level in learned.comparison_levels:
            if not level.is_null_level:
                levels[level.label_for_charts] = _learned(level)
        least, most = feature.differ
        levels["differs"] = replace(levels["differs"], m=min(max(levels["differs"].m, least), most))
        found[feature.name] = levels
    return found


def _learned(level: Any) -> Odds:
    """What was never seen says nothing: Splink has a text there instead of a number.

    A likeness speaks at most a little against: what was seen once too rarely must not forbid.
    """
    m, u = (
        value if isinstance(value, float) else None for value in (level.m_probability, level.u_probability)
    )
    u = max(u or LEAST, LEAST)
    return Odds(u if m is None else max(m, u / 8 if level.label_for_charts != "differs" else LEAST), u)


def _level_case(feature: Feature) -> str:
    cases = " ".join(f"WHEN {level.sql} THEN '{level.name}'" for level in feature.levels)
    return f"CASE WHEN {feature.silent.sql} THEN NULL {cases} ELSE 'differs' END AS {feature.name}"
