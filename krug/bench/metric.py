from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """One measured figure. `goal` and `holds` are None where it is only seen; `against` names what `ratio` is to."""

    metric: str
    value: float
    unit: str
    goal: str | None = None
    holds: bool | None = None
    against: str | None = None
    ratio: float | None = None
