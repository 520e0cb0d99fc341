from krug.sales.models.chance import ChanceModel
from krug.sales.models.deal import Competitor, Deal, Helper, Line, Participant
from krug.sales.models.deviation import Conformance, DealDeviation, DealMark, DeviationEffect
from krug.sales.models.earning import Earning
from krug.sales.models.forecast import ForecastRow
from krug.sales.models.journal import Closing, Cost, DealEvent, Passing, Pause, Skipping
from krug.sales.models.method import Method, MethodVersion, Publication, Retirement
from krug.sales.models.plan import Plan, PlanAdjustment, PlanLine, PlanScenario, PlanStep, PlanVersion
from krug.sales.models.proposal import Proposal, ProposalFile, ProposalTemplate
from krug.sales.models.stay import Stay
from krug.sales.models.stop import Justification, StopSign, UsualCost

__all__ = [
    "ChanceModel",
    "Closing",
    "Competitor",
    "Conformance",
    "Cost",
    "Deal",
    "DealDeviation",
    "DealEvent",
    "DealMark",
    "DeviationEffect",
    "Earning",
    "ForecastRow",
    "Helper",
    "Justification",
    "Line",
    "Method",
    "MethodVersion",
    "Participant",
    "Passing",
    "Pause",
    "Plan",
    "PlanAdjustment",
    "PlanLine",
    "PlanScenario",
    "PlanStep",
    "PlanVersion",
    "Proposal",
    "ProposalFile",
    "ProposalTemplate",
    "Publication",
    "Retirement",
    "Skipping",
    "Stay",
    "StopSign",
    "UsualCost",
]
