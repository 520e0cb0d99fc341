"""`krug bench NAME`: every promised figure, measured and laid beside its goal."""

import importlib
import json
import os
import platform
from dataclasses import asdict
from typing import Any

from krug.bench.metric import Metric

NAMES = (
    "pages",
    "figures",
    "append",
    "sync",
    "slide",
    "collector",
    "import",
    "segments",
    "forecast",
    "plan",
    "identity",
    "entry",
    "pipe",
    "deviations",
    "ring",
)

MODULES = {"import": "importing"}
"""Names that Python keeps for itself."""


def machine() -> str:
    model = platform.processor() or platform.machine()
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}, {platform.system()}"


def run(name: str, quick: bool) -> dict[str, Any]:
    """{"name", "machine", "metrics": [{"metric", "value", "unit", "goal", "holds", "against", "ratio"}]}."""
    module = MODULES.get(name, name)
    metrics: list[Metric] = importlib.import_module(f"krug.bench.{module}").run(quick)
    return {"name": name, "machine": machine(), "metrics": [asdict(metric) for metric in metrics]}


def report(result: dict[str, Any], as_json: bool) -> str:
    if as_json:
        return json.dumps(result, ensure_ascii=False)
    lines = [f"{result['name']} on {result['machine']}"]
    for row in result["metrics"]:
        verdict = {True: "holds", False: "MISSED", None: "seen"}[row["holds"]]
        goal = "" if row["goal"] is None else f"  goal {row['goal']}"
        lines.append(f"  {verdict:<7}{row['metric']:<56}{row['value']:>12.2f} {row['unit']}{goal}")
    return "\n".join(lines)
