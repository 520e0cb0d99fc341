"""What deals keep of a customer: names, needs, notes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.fields.actions import forget_values
from krug.fields.queries.values import everything
from krug.sales.actions.held import place_deals
from krug.sales.models import (
    Closing,
    Cost,
    Deal,
    DealEvent,
    Justification,
    Participant,
    Passing,
    Pause,
    PlanAdjustment,
    PlanLine,
    Proposal,
    ProposalFile,
    Skipping,
)

NAMELESS = "—"


def _own(subject: Subject) -> QuerySet[Deal]:
    return Deal.objects.filter(person__in=subject.ids)


def _parts(subject: Subject) -> QuerySet[Participant]:
    return Participant.objects.filter(person__in=subject.ids)


def _rows(subject: Subject) -> Rows:
    told = ("name", "stage", "outcome", "amount", "currency", "need", "opened_at", "closed_at")
    deals = _own(subject).order_by("id").values(*told)
    parts = _parts(subject).order_by("id").values("deal__name", "part", "note")
    events = DealEvent.objects.filter(deal__in=_own(subject)).exclude(note="").order_by("id")
    offers = Proposal.objects.filter(Q(deal__in=_own(subject)) | Q(person__in=subject.ids)).order_by("id")
    offered = offers.values("sent_at", "amount", "currency", "paper", "opened_at", "reply", "reply_text")
    return [*deals, *parts, *offered, *events.values("at", "kind", "note")]


def _erase(subject: Subject) -> int:
    """Sums, dates and stages stay as figures of the company; words about him go."""
    ids = list(_own(subject).values_list("id", flat=True))
    _parts(subject).update(note="")
    deals = Deal.objects.filter(pk__in=ids)
    deals.update(name=NAMELESS, sort=NAMELESS, need="", next_action="")
    place_deals(list(deals))  # lists are sorted by a copy of the name
    Proposal.objects.filter(person__in=subject.ids).update(note="")
    papers = Proposal.objects.filter(Q(deal__in=ids) | Q(person__in=subject.ids))
    ProposalFile.objects.filter(proposal__in=papers).delete()
    papers.update(paper=None, reply_text="")
    notes = (
        DealEvent.objects.filter(deal__in=ids),
        Closing.objects.filter(deal__in=ids),
        Cost.objects.filter(deal__in=ids),
        Proposal.objects.filter(deal__in=ids),
    )
    for rows in notes:
        rows.update(note="")
    Passing.objects.filter(deal__in=ids).update(document="")
    Pause.objects.filter(deal__in=ids).update(reason="")
    Skipping.objects.filter(deal__in=ids).update(reason="")
    Justification.objects.filter(deal__in=ids).update(reason="")
    audit.forget_values("deal", ids)
    forget_values("deal", ids)
    return len(ids)


def _fields(subject: Subject) -> Rows:
    """Erased together with the deals' words."""
    ids = Deal.objects.filter(Q(person__in=subject.ids)).values_list("id", flat=True)
    return everything("deal", list(ids))


def _planned(subject: Subject) -> QuerySet[PlanLine]:
    return PlanLine.objects.filter(person__in=subject.ids)


def _plans(subject: Subject) -> Rows:
    """What was planned of him, in cents by month, and why somebody changed it."""
    rows = _planned(subject).order_by("id")
    by_hand = PlanAdjustment.objects.filter(person__in=subject.ids).order_by("id")
    told: list[dict[str, Any]] = [dict(one) for one in rows.values("version__plan__since", "why", "cents")]
    return told + [dict(one) for one in by_hand.values("version__plan__since", "cents", "reason", "at")]


def _forget_plans(subject: Subject) -> int:
    """Sums stay as figures of the company, whose they were is not said any more."""
    changed = PlanAdjustment.objects.filter(person__in=subject.ids).update(person=None, reason="")
    return changed + _planned(subject).update(person=None)


def register_all() -> None:
    register(Place("plans", _("Plans of sales"), _plans, _forget_plans))
    register(Place("deals", _("Deals"), _rows, _erase))
    register(Place("own_fields_of_deals", _("Own fields of deals"), _fields))
