"""Proposals of a deal: made from a form, gone out, answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import Unit
from krug.access.rules import Permission, may
from krug.access.telling import tell
from krug.customers.models import Person
from krug.sales import actions
from krug.sales.actions.proposal import LOGO_BYTES, ProposalData, template_of
from krug.sales.models import Deal, ProposalFile, ProposalTemplate
from krug.sales.proposing.forms import MakeForm, TemplateForm
from krug.sales.proposing.links import key_of
from krug.sales.queries.proposals import reach_proposal
from krug.sales.queries.reach import reach_deal
from krug.sales.views.deals_answers import done, in_dialog, pressed
from krug.site.ids import uuid7
from krug.site.parts import go

BOTH = require_http_methods(["GET", "POST"])
EDIT = require(Permission.EDIT_DEALS)
PRESSES = {
    "sent": actions.sent,
    "drop": actions.drop_proposal,
    "renew": actions.renew_link,
    "notice": actions.notice,
}


def people_of(deal: Deal) -> dict[str, Person]:
    """To whom a proposal may go: the customer first, then whoever takes part."""
    rows = Person.objects.filter(deal_parts__deal=deal).order_by("last_name", "first_name", "id")
    found = {str(one.uid): one for one in rows}
    return {str(deal.person.uid): deal.person} | found if deal.person else found


@BOTH
@EDIT
def make(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    people, template = people_of(deal), template_of(deal.unit_id)
    form = MakeForm(
        [(key, one.full_name) for key, one in people.items()],
        request.POST if request.method == "POST" else None,
        initial={
            "uid": uuid7(),
            "intro": template.intro if template else "",
            "terms": template.terms if template else "",
            "days": template.days if template else 14,
            "language": get_language(),
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        data = ProposalData(
            person=people.get(said["person"]),
            intro=said["intro"],
            terms=said["terms"],
            days=said["days"],
            language=said["language"],
            uid=said["uid"],
        )
        try:
            actions.make_proposal(request.user, deal, data)
        except KrugError as error:
            tell(form, error)
        else:
            return done(request, deal)
    context = {
        "deal": deal,
        "form": form,
        "template": template,
        "may_fill_in": may(request.user, Permission.MAKE_METHODS),
    }
    answer = render(request, "sales/proposal_make.html", context, status=422 if form.errors else 200)
    return in_dialog(answer) if request.method == "POST" else answer


@require_safe
@require(Permission.SEE_DEALS)
def paper(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return pdf_of(reach_proposal(request.user, uid).pk)


def pdf_of(proposal: int) -> HttpResponse:
    """The paper as it went out. Raises Http404 for one that was made elsewhere."""
    held = ProposalFile.objects.filter(proposal=proposal).select_related("proposal").first()
    if held is None:
        raise Http404
    answer = HttpResponse(bytes(held.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="proposal-{held.proposal.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@EDIT
def do(request: SignedInRequest, uid: UUID, word: str) -> HttpResponse:
    """One press: it went out, is not needed, gets another link, its answer was read."""
    if word not in PRESSES:
        raise Http404
    proposal = reach_proposal(request.user, uid)
    deal = reach_deal(request.user, proposal.deal.uid)
    return pressed(request, deal, lambda: PRESSES[word](request.user, proposal))


@require_safe
@EDIT
def link(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The address for the customer."""
    proposal = reach_proposal(request.user, uid)
    if proposal.sent_at is None or proposal.paper is None:
        raise Http404
    address = reverse("offer", args=[proposal.uid, key_of(proposal.uid, proposal.turn)])
    context = {"proposal": proposal, "address": request.build_absolute_uri(address)}
    answer = render(request, "sales/proposal_link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@BOTH
@require(Permission.MAKE_METHODS)
def template(request: SignedInRequest) -> HttpResponse:
    """What proposals of the unit begin with."""
    unit = _unit(request)
    held = template_of(unit.pk) or ProposalTemplate(unit=unit)
    initial = {name: getattr(held, name) for name in ("seller", "details", "intro", "terms", "days")}
    posted = request.method == "POST"
    form = TemplateForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    if posted and form.is_valid():
        try:
            actions.set_template(request.user, unit, form.cleaned_data, _logo(form))
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("The form of proposals is saved"))
            return go(request, request.get_full_path())
    context = {"form": form, "logo": bool(held.logo), "unit": unit}
    return render(request, "sales/proposal_template.html", context, status=422 if form.errors else 200)


def _logo(form: TemplateForm) -> bytes | None:
    file = form.cleaned_data["logo"]
    if file:
        # One byte more than is allowed tells that there are too many.
        return bytes(file.read(LOGO_BYTES + 1))
    return b"" if form.cleaned_data["without"] else None


def _unit(request: SignedInRequest) -> Unit:
    """His own; an administrator names one."""
    if request.user.unit is not None:
        return request.user.unit
    asked = request.GET.get("unit", "")
    found = Unit.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    first = found or Unit.objects.order_by("name").first()
    if first is None:
        raise Http404
    return first
