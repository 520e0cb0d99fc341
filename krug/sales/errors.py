"""What sales' actions refuse with."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, KrugError, NotAllowed

__all__ = [
    "Closed",
    "DraftChanged",
    "InTheWay",
    "MayNotSkip",
    "NoDraft",
    "NotYours",
    "PeriodClosed",
    "PlanChanged",
    "PlanStands",
]


class InTheWay(KrugError):
    """Checkpoints stand between the deal and where it is to go. `where`: checkpoints, [codes]."""

    code = "checkpoints_in_the_way"
    status = 409
    title = _("The method asks for more first")

    def each(self) -> list[dict[str, Any]]:
        return [
            {"field": "checkpoint", "value": code, "detail": str(self.detail)}
            for code in self.where["checkpoints"]
        ]


class MayNotSkip(NotAllowed):
    code = "may_not_skip"
    title = _("The method does not allow this checkpoint to be left out")


class NotYours(NotAllowed):
    """The method says who may: somebody above him."""

    code = "not_yours"
    title = _("Your method leaves this to somebody who leads you")


class Closed(Conflict):
    code = "deal_closed"
    title = _("The deal is closed: open it again first")


class NoDraft(Conflict):
    code = "no_draft"
    title = _("There is no draft of this method")


class DraftChanged(Conflict):
    code = "draft_changed"
    title = _("Somebody else has changed the draft meanwhile: load it again")
    retry = True


class PeriodClosed(Conflict):
    code = "forecast_closed"
    title = _("The cut-off of this month has passed: what was said of it stays")


class PlanChanged(Conflict):
    code = "plan_changed"
    title = _("Somebody else has changed the plan meanwhile: load it again")
    retry = True


class PlanStands(Conflict):
    """What is submitted waits for a word, what is approved never changes."""

    code = "plan_stands"
    title = _("This version of the plan is not a draft: it cannot be changed")
