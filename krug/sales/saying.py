"""What a contract says, in plain words of the language that is active. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from krug.sales.contract import (
    ByHand,
    Called,
    Checkpoint,
    DeciderKnown,
    Evidence,
    Met,
    NeedRecorded,
    Priced,
    ProposalSent,
    QuestionsAgreed,
    Reference,
    Replied,
    Skip,
    WorkingTime,
)
from krug.sales.sentences import amount, resource
from krug.site.templatetags.words import number

Options = Sequence[tuple[str, str]]


def evidence_said(evidence: Evidence) -> str:
    """What proves a checkpoint: «2 meetings with the customer»."""
    match evidence:
        case Met(times=times):
            return ngettext("%d meeting with the customer", "%d meetings with the customer", times) % times
        case Called(times=times):
            return ngettext("%d answered call", "%d answered calls", times) % times
        case Replied():
            return _("The customer wrote or answered")
        case NeedRecorded():
            return _("The need is written in the deal")
        case DeciderKnown(met=met):
            return _("Spoken to whoever decides") if met else _("Known in the deal who decides")
        case Priced(products=products):
            return _("The deal has products and a sum") if products else _("The deal has a sum")
        case ProposalSent():
            return _("A proposal was sent from the deal")
        case Reference():
            return _("A visit to another customer is written in the deal")
        case QuestionsAgreed():
            return _("The six questions of each product are agreed")
        case ByHand(document=document):
            return _("Confirmed by hand, with a document") if document else _("Confirmed by hand")


class Look(NamedTuple):
    icon: str


LOOKS = {
    "met": Look(icon="users"),
    "called": Look(icon="phone"),
    "replied": Look(icon="mail"),
    "need": Look(icon="pencil"),
    "decider": Look(icon="user"),
    "priced": Look(icon="coins"),
    "proposal": Look(icon="send"),
    "reference": Look(icon="building"),
    "questions": Look(icon="list-check"),
    "by_hand": Look(icon="circle-check"),
}
"""By the kind of evidence."""


def evidence_kinds() -> Options:
    """What can prove a checkpoint, as it is chosen."""
    return [
        ("met", _("meetings with the customer")),
        ("called", _("answered calls")),
        ("replied", _("the customer wrote or answered")),
        ("need", _("the need is written in the deal")),
        ("decider", _("it is known who decides")),
        ("priced", _("the deal has a sum")),
        ("proposal", _("a proposal was sent from the deal")),
        ("reference", _("a visit to another customer is written in the deal")),
        ("questions", _("the six questions of each product are agreed")),
        ("by_hand", _("somebody confirms it by hand")),
    ]


LIMITED = ("visits", "calls", "calculations", "references", "hours", "discount")


def resources() -> Options:
    """What a method may limit."""
    return [(code, resource(code) + (", %" if code == "discount" else "")) for code in LIMITED]


def allowed_by() -> Options:
    """Who may; each includes those above him."""
    return [
        ("seller", pgettext("who may", "the seller himself")),
        ("manager", pgettext("who may", "whoever leads him")),
        ("head", pgettext("who may", "the head alone")),
    ]


def shared_by() -> Options:
    return [
        ("registered", pgettext("share", "Whoever registered the deal")),
        ("owner", pgettext("share", "Whoever leads the deal at its end")),
        ("helper", pgettext("share", "Each who helped")),
        ("leader", pgettext("share", "Whoever leads the seller")),
    ]


def week() -> Options:
    return [
        ("1", pgettext("weekday", "Mon")),
        ("2", pgettext("weekday", "Tue")),
        ("3", pgettext("weekday", "Wed")),
        ("4", pgettext("weekday", "Thu")),
        ("5", pgettext("weekday", "Fri")),
        ("6", pgettext("weekday", "Sat")),
        ("7", pgettext("weekday", "Sun")),
    ]


def hours_said(hours: int) -> str:
    return ngettext("%d working hour", "%d working hours", hours) % hours


def quiet_said(days: int) -> str:
    return ngettext("%d day", "%d days", days) % days


def skip_said(skip: Skip | None, currency: str) -> str:
    """Whether a checkpoint may be left out."""
    if skip is None:
        return _("never left out")
    who = dict(allowed_by())[skip.who]
    if not skip.price:
        return _("may be left out by %(who)s") % {"who": who}
    return _("may be left out by %(who)s, costs the deal %(price)s") % {
        "who": who,
        "price": amount(skip.price, currency),
    }


def terms_said(point: Checkpoint, currency: str) -> list[str]:
    """How strict a checkpoint is: each a piece of the line beneath it."""
    found = [evidence_said(point.evidence)]
    if not point.required:
        found.append(_("not required"))
    if point.within is not None:
        found.append(_("within %(hours)s") % {"hours": hours_said(point.within)})
    if point.required:
        found.append(skip_said(point.skip, currency))
    return found


def working_said(working: WorkingTime) -> str:
    """«Mon, Tue, Wed, 9:00–18:00, Europe/Moscow»."""
    names = dict(week())
    days = ", ".join(names[str(day)] for day in sorted(set(working.days)))
    zone = dict(zones()).get(working.zone, working.zone)
    return f"{days}, {working.since:%H:%M}–{working.until:%H:%M}, {zone}"


def zones() -> Options:
    return [
        ("Europe/Kaliningrad", pgettext("time zone", "Kaliningrad")),
        ("Europe/Moscow", pgettext("time zone", "Moscow")),
        ("Europe/Samara", pgettext("time zone", "Samara")),
        ("Asia/Yekaterinburg", pgettext("time zone", "Yekaterinburg")),
        ("Asia/Omsk", pgettext("time zone", "Omsk")),
        ("Asia/Novosibirsk", pgettext("time zone", "Novosibirsk")),
        ("Asia/Krasnoyarsk", pgettext("time zone", "Krasnoyarsk")),
        ("Asia/Irkutsk", pgettext("time zone", "Irkutsk")),
        ("Asia/Yakutsk", pgettext("time zone", "Yakutsk")),
        ("Asia/Vladivostok", pgettext("time zone", "Vladivostok")),
        ("Asia/Magadan", pgettext("time zone", "Magadan")),
        ("Asia/Kamchatka", pgettext("time zone", "Kamchatka")),
        ("Europe/Minsk", pgettext("time zone", "Minsk")),
        ("Asia/Almaty", pgettext("time zone", "Almaty")),
        ("Asia/Tashkent", pgettext("time zone", "Tashkent")),
        ("Europe/Berlin", pgettext("time zone", "Berlin")),
        ("Europe/London", pgettext("time zone", "London")),
    ]


def amount_said(value: Decimal) -> str:
    return number(float(value), 2)
