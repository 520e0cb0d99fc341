"""Pictures as figures: what {% chart %} of the design kit draws. How it looks is decided in
office/src/charts.
"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from krug.insight.questions.slide_analysis import VersionFigures

Spec = dict[str, Any]


def spec(
    kind: str,
    labels: Sequence[str],
    series: dict[str, Sequence[float | None]],
    links: Sequence[str] = (),
    unit: str = "",
    goal: float | None = None,
    stacked: bool = False,
) -> Spec:
    """`kind`: bars, lines, rows. `links`: where a press on each label leads. `unit`: "", %, s, min."""
    return {
        "kind": kind,
        "labels": list(labels),
        "series": [{"name": name, "values": list(values)} for name, values in series.items()],
        "links": list(links),
        "unit": unit,
        "goal": goal,
        "stacked": stacked,
    }


def reach_by_slide(figures: VersionFigures) -> Spec:
    """Share of the version's visits in which each slide was shown, and of impressions that were liked."""
    slides = figures.slides
    return spec(
        "bars",
        [f"{one.slide.number}. {one.slide.title}" for one in slides],
        {_("Reach"): [one.reach.value for one in slides], _("Likes"): [one.likes.value for one in slides]},
        [reverse("showings", args=[one.slide.uid]) for one in slides],
        unit="%",
    )
