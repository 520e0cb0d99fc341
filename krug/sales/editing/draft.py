"""Rows as the form of a method holds them: as typed, whether they make sense or not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Values = dict[str, str]


@dataclass
class PointRow:
    values: Values = field(default_factory=dict)


@dataclass
class StageRow:
    values: Values = field(default_factory=dict)
    points: list[PointRow] = field(default_factory=list)


@dataclass
class Draft:
    """`plain`: what is of the whole method, by the names of its fields. `open`: which stage is worked on."""

    plain: Values = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    stages: list[StageRow] = field(default_factory=list)
    open: int = 0
    fresh: str = ""
    """The name of the field that is to be typed in next."""

    def rows(self) -> Iterator[tuple[str, Values]]:
        """(path, values) of each stage and each checkpoint."""
        for at, stage in enumerate(self.stages):
            yield f"stages/{at}", stage.values
            for number, point in enumerate(stage.points):
                yield f"stages/{at}/checkpoints/{number}", point.values
