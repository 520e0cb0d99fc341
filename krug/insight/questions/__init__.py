"""Questions across domains. Each file: the figures' shape, the named steps, the function that asks them."""

from krug.insight.questions.rep_report import Report, rep_report, team_report
from krug.insight.questions.showings import Showing, slide_showings
from krug.insight.questions.slide_analysis import SlideAnalysis, SlideFigures, slide_analysis
from krug.insight.questions.today import Today, today

__all__ = [
    "Report",
    "Showing",
    "SlideAnalysis",
    "SlideFigures",
    "Today",
    "rep_report",
    "slide_analysis",
    "slide_showings",
    "team_report",
    "today",
]
