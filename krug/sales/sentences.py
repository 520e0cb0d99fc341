"""Deviations, the journal and clocks in plain words."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from krug.sales.contract import (
    ByHand,
    Called,
    Contract,
    DeciderKnown,
    Evidence,
    Met,
    NeedRecorded,
    Priced,
    ProposalSent,
    QuestionsAgreed,
    Reference,
    Replied,
)
from krug.sales.judging import Clock
from krug.sales.models import DealDeviation, DealEvent, Justification
from krug.sales.stopping import Weighed
from krug.sales.words import Deviation, Kind, LostBy, WonBy
from krug.site.templatetags.money import SIGNS

RESOURCES = ("visits", "calls", "calculations", "references", "hours", "money", "discount")


def amount(value: Any, currency: str) -> str:
    """1234.5, RUB → 1 234.50 ₽; whole sums without kopecks."""
    number = Decimal(str(value))
    digits = 0 if number == number.to_integral_value() else 2
    shown = number_format(abs(number), decimal_pos=digits, use_l10n=True, force_grouping=True)
    sign = "\u2212" if number < 0 else ""
    return f"{sign}{shown}\u00a0{SIGNS.get(currency, currency)}"


def short_amount(value: Any, currency: str) -> str:
    """1234567, RUB → 1.2 m ₽: for pictures, where the whole sum stands beside it in a table."""
    number, sign = Decimal(str(value)), SIGNS.get(currency, currency)
    for least, form in (
        (Decimal(10) ** 9, pgettext("a sum", "%s bn")),
        (Decimal(10) ** 6, pgettext("a sum", "%s m")),
        (Decimal(10) ** 3, pgettext("a sum", "%s k")),
    ):
        if number >= least:
            part = number / least
            digits = 1 if part < 100 and part != part.to_integral_value() else 0
            return f"{form % number_format(part, decimal_pos=digits, use_l10n=True)}\u00a0{sign}"
    return amount(round(number), currency)


def figure(value: Any) -> str:
    """2.50 → 2.5, 3.00 → 3, 0.125 → 0.125: quantities have three decimals, and a total is made of them."""
    number = round(Decimal(str(value)), 3)
    text = number_format(number, use_l10n=True, force_grouping=True)
    return (
        text.rstrip("0").rstrip(".,") if number != number.to_integral_value() else number_format(int(number))
    )


def resource(code: str) -> str:
    return {
        "visits": pgettext("resource of a deal", "Visits"),
        "calls": pgettext("resource of a deal", "Calls"),
        "calculations": pgettext("resource of a deal", "Calculations"),
        "references": pgettext("resource of a deal", "Reference visits"),
        "hours": pgettext("resource of a deal", "Hours of work"),
        "money": pgettext("resource of a deal", "Other expenses"),
        "discount": pgettext("resource of a deal", "Discount"),
    }.get(code, code)


def left(hours: float) -> str:
    """Working hours until something is due; below zero it is late."""
    whole = int(abs(hours))
    if hours < 0:
        if whole < 1:
            return _("late by less than an hour")
        return npgettext("working hours", "late by %d h", "late by %d h", whole) % whole
    if whole < 1:
        return _("less than an hour left")
    return npgettext("working hours", "%d h left", "%d h left", whole) % whole


def clock_said(clock: Clock) -> str:
    if clock.paused:
        return _("the clock is stopped")
    return left(clock.left) if clock.left is not None else ""


def deviation(it: DealDeviation, contract: Contract, currency: str) -> str:
    """What was found, with its figures."""
    said = it.figures
    point, stage = point_name(contract, it.checkpoint), stage_name(contract, it.stage)
    match it.kind:
        case Deviation.SKIPPED:
            return _skipped(point, said, currency)
        case Deviation.WRONG_ORDER:
            names = ", ".join(f"«{point_name(contract, code)}»" for code in said.get("before", ()))
            return _("«%(point)s» came before %(names)s") % {"point": point, "names": names}
        case Deviation.LATE if it.checkpoint:
            return _("«%(point)s» was due within %(limit)s working hours and was not there") % {
                "point": point,
                "limit": said["limit"],
            }
        case Deviation.LATE:
            return _("Stage «%(stage)s»: %(over)s working hours over the %(limit)s that it is given") % {
                "stage": stage,
                "over": figure(said["over"]),
                "limit": said["limit"],
            }
        case Deviation.NO_CONTACT:
            return _("%(days)d days with no word exchanged; stage «%(stage)s» allows %(quiet)d") % {
                **said,
                "stage": stage,
            }
        case Deviation.WENT_BACK:
            return _("Put back from «%(before)s» to «%(stage)s»") % {
                "before": stage_name(contract, said.get("from", "")),
                "stage": stage,
            }
        case Deviation.OVER_BUDGET:
            return _("%(resource)s: %(spent)s spent, the method allows %(most)s") % {
                "resource": resource(it.key),
                "spent": figure(said["spent"]),
                "most": figure(said["most"]),
            }
    return _other(it.kind, said, currency)


def _skipped(point: str, said: Mapping[str, Any], currency: str) -> str:
    price = Decimal(str(said.get("price", 0)))
    if not price:
        return _("«%(point)s» was left out") % {"point": point}
    return _("«%(point)s» was left out at the price of %(price)s") % {
        "point": point,
        "price": amount(price, currency),
    }


def _other(kind: str, said: Mapping[str, Any], currency: str) -> str:
    match kind:
        case Deviation.POSTPONED:
            times = int(said["times"])
            words = ngettext(
                "The next action was put off %d time without being done",
                "The next action was put off %d times without being done",
                times,
            )
            return words % times
        case Deviation.UNCONFIRMED:
            return _("The visit left nothing of the customer's behind: no reaction, no answer, no time")
        case Deviation.DATE_MOVED:
            return _moved(said["days"], said["times"])
        case Deviation.AMOUNT_MOVED:
            by = Decimal(str(said["by"]))
            words = (
                _("The amount went down by %s after a proposal")
                if by < 0
                else _("The amount went up by %s after a proposal")
            )
            return words % amount(abs(by), currency)
        case Deviation.ALONE:
            return _("Won by one colleague alone, though %s asks for two") % amount(said["amount"], currency)
        case Deviation.TOO_EASY:
            return _("Won in %(hours)s working hours of %(given)s, with %(words)s contacts") % {
                "hours": figure(said["hours"]),
                "given": said["given"],
                "words": said["words"],
            }
    return ""


def _moved(days: int, times: int) -> str:
    change = _("change no. %d") % times
    if days >= 0:
        by = (
            ngettext("The expected date went %d day later", "The expected date went %d days later", days)
            % days
        )
    else:
        by = (
            ngettext("The expected date went %d day earlier", "The expected date went %d days earlier", -days)
            % -days
        )
    return by if times < 2 else f"{by} ({change})"


def evidence(it: Evidence) -> str:
    """What shows that a checkpoint is passed."""
    match it:
        case Met():
            return (
                ngettext(
                    "Shown by %d visit where somebody was met",
                    "Shown by %d visits where somebody was met",
                    it.times,
                )
                % it.times
            )
        case Called():
            return (
                ngettext(
                    "Shown by %d call that was answered", "Shown by %d calls that were answered", it.times
                )
                % it.times
            )
        case Replied():
            return _("Shown by a word from the customer: a letter or an answer")
        case NeedRecorded():
            return _("Shown by the need written on the deal")
        case DeciderKnown():
            return (
                _("Shown by whoever decides being met or spoken to")
                if it.met
                else _("Shown by somebody of the people who decides")
            )
        case Priced():
            return (
                _("Shown by products and an amount") if it.products else _("Shown by the amount of the deal")
            )
        case ProposalSent():
            return _("Shown by a proposal that went out")
        case Reference():
            return _("Shown by a reference visit among the costs")
        case QuestionsAgreed():
            return _("Shown by the six questions of each product, agreed by sales and marketing")
        case ByHand():
            return _("Confirmed by hand, with a document") if it.document else _("Confirmed by hand")


def stage_name(contract: Contract, code: str) -> str:
    try:
        return contract.stage(code).name
    except KeyError:
        return code


def point_name(contract: Contract, code: str) -> str:
    try:
        return contract.checkpoint(code)[1].name
    except KeyError:
        return code


def event(it: DealEvent, contract: Contract, currency: str) -> str:
    """One line of the journal, without who and when."""
    stage = stage_name(contract, it.stage)
    match it.kind:
        case Kind.OPENED:
            return _("Opened at stage «%s»") % stage
        case Kind.ADVANCED:
            return _("Moved on: «%(before)s» → «%(stage)s»") % {
                "before": stage_name(contract, it.stage_before),
                "stage": stage,
            }
        case Kind.WENT_BACK:
            return _("Put back: «%(before)s» → «%(stage)s»") % {
                "before": stage_name(contract, it.stage_before),
                "stage": stage,
            }
        case Kind.PROVEN:
            return _("«%s» is passed") % point_name(contract, it.checkpoint)
        case Kind.UNPROVEN:
            return _("«%s» is open again: what showed it fell away") % point_name(contract, it.checkpoint)
        case Kind.SKIPPED:
            return _skipped(point_name(contract, it.checkpoint), {"price": it.number_after or 0}, currency)
        case Kind.AMOUNT:
            return _("Amount: %(before)s → %(after)s") % {
                "before": _sum(it.number_before, currency),
                "after": _sum(it.number_after, currency),
            }
        case Kind.CHANCE:
            return _("Probability: %(before)s → %(after)s") % {
                "before": _percent(it.number_before),
                "after": _percent(it.number_after),
            }
        case Kind.DATE:
            return _("Expected: %(before)s → %(after)s") % {
                "before": _day(it.time_before),
                "after": _day(it.time_after),
            }
        case Kind.STOP:
            return _("Stop sign: costs of %(cost)s against %(most)s that the method allows") % {
                "cost": _sum(it.number_before, currency),
                "most": _sum(it.number_after, currency),
            }
    return _rest(it)


def stop(it: Weighed, currency: str) -> str:
    """What trips the sign, in figures."""
    return _("%(spent)s spent and %(ahead)s expected to the end, of a likely income of %(value)s.") % {
        "spent": amount(it.spent, currency),
        "ahead": amount(round(it.ahead), currency),
        "value": amount(it.value, currency),
    }


def stop_rule(it: Weighed, currency: str) -> str:
    """By which rule, and where its figures come from."""
    rule = _("The method stops a deal at %(percent)d %% of its likely income: here at %(most)s.") % {
        "percent": it.percent,
        "most": amount(it.most, currency),
    }
    chance = (
        _("The probability of %d %% is the seller's.")
        if it.own_chance
        else _("The probability of %d %% is the method's.")
    )
    if it.deals:
        words = ngettext(
            "What lies ahead is expected by %d won deal and the method's limits.",
            "What lies ahead is expected by %d won deals and the method's limits.",
            it.deals,
        )
        learnt = words % it.deals
    else:
        learnt = _("What lies ahead is half of what the method allows: no deal was won by it yet.")
    return f"{rule} {chance % it.chance} {learnt}"


def leave(it: Justification, currency: str) -> str:
    """Until when and up to what sum a deal goes on."""
    day = date_format(it.until, "j E Y") if it.until else ""
    most = "" if it.up_to is None else amount(it.up_to, currency)
    if day and most:
        return _("until %(day)s and up to %(sum)s") % {"day": day, "sum": most}
    return _("until %s") % day if day else _("up to %s") % most


def _rest(it: DealEvent) -> str:
    match it.kind:
        case Kind.NEXT:
            return _("Next action: %s") % (it.note or "–")
        case Kind.OWNER:
            return _("Handed over to %s") % (it.owner.name if it.owner else "–")
        case Kind.SPENT:
            return _("Cost: %(resource)s, %(quantity)s") % {
                "resource": resource(it.checkpoint),
                "quantity": figure(it.number_after or 0),
            }
        case Kind.REPLIED:
            return _("Proposal %s") % it.note
        case Kind.WON:
            return _("Won: %s") % reason(True, it.checkpoint)
        case Kind.LOST:
            return _("Lost: %s") % reason(False, it.checkpoint)
    return str(Kind(it.kind).label)


def reason(won: bool, code: str) -> str:
    words = WonBy if won else LostBy
    return str(words(code).label) if code in words.values else code


def _sum(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else amount(value, currency)


def _percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{int(value)}\u00a0%"


def _day(value: datetime | None) -> str:
    """Days are kept as their midnight in UTC."""
    return "–" if value is None else date_format(value.date(), "j E Y")
