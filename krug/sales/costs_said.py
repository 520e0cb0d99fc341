"""What deviations cost and how a deal fits its method, in plain words."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krug.sales.conforming import Alignment, Step
from krug.sales.contract import Contract
from krug.sales.costing import UNTAUGHT
from krug.sales.models import DealDeviation
from krug.sales.sentences import amount, point_name


def cost(it: DealDeviation, currency: str) -> str:
    """Beside a deviation."""
    if it.kind in UNTAUGHT:
        return _("only won deals have it: its cost cannot be learned")
    if it.cost is None:
        return _("its cost is not known: too few closed deals")
    if not it.cost_high:
        return _("costs nothing more, or is counted with another one of its kind")
    return _("costs about %(cost)s (%(span)s)") % {
        "cost": amount(round(it.cost), currency),
        "span": span(it.cost_low or Decimal(0), it.cost_high, currency),
    }


def span(low: Decimal, high: Decimal, currency: str) -> str:
    """Within which it lies in nine cases of ten."""
    return _("from %(low)s to %(high)s") % {
        "low": amount(round(low), currency),
        "high": amount(round(high), currency),
    }


def fit(it: Alignment, contract: Contract) -> str:
    """«Kept 9 of 11 steps; left out: …; not in its turn: …»."""
    words = ngettext("Kept %(kept)d of %(steps)d step", "Kept %(kept)d of %(steps)d steps", it.steps)
    said = [words % {"kept": len(it.kept), "steps": it.steps}]
    if it.missing:
        said.append(_("left out: %s") % _names(it.missing, contract))
    if it.misplaced:
        said.append(_("not in its turn: %s") % _names(it.misplaced, contract))
    if it.again:
        said.append(_("once more: %s") % _names(it.again, contract))
    return "; ".join(said) + "."


def _names(steps: Sequence[Step], contract: Contract) -> str:
    names = [
        point_name(contract, one.point) if one.point else contract.stages[one.place].name for one in steps
    ]
    return ", ".join(f"«{name}»" for name in dict.fromkeys(names))
