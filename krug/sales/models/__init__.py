from krug.sales.models.deal import Competitor, Deal, Helper, Line, Participant, Proposal
from krug.sales.models.deviation import DealDeviation, DealMark
from krug.sales.models.journal import Closing, Cost, DealEvent, Passing, Pause, Skipping
from krug.sales.models.method import Method, MethodVersion, Publication, Retirement

__all__ = [
    "Closing",
    "Competitor",
    "Cost",
    "Deal",
    "DealDeviation",
    "DealEvent",
    "DealMark",
    "Helper",
    "Line",
    "Method",
    "MethodVersion",
    "Participant",
    "Passing",
    "Pause",
    "Proposal",
    "Publication",
    "Retirement",
    "Skipping",
]
