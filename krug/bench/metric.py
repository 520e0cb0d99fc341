from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """One measured figure. `goal`, `holds`: None where it is only seen; `ratio`: to what `against` names."""

    metric: str
    value: float
    unit: str
    goal: str | None = None
    holds: bool | None = None
    against: str | None = None
    ratio: float | None = None
