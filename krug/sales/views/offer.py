"""The page of a proposal that its customer reads and answers, with no sign-in: its address is the key."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from krug.access.errors import KrugError
from krug.access.telling import tell
from krug.sales import actions
from krug.sales.models import Proposal
from krug.sales.proposing.forms import ReplyForm
from krug.sales.proposing.paper import Paper
from krug.sales.queries.proposals import by_link
from krug.sales.views.deals_proposals import pdf_of


@require_safe
def offer(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    """Reading it tells nobody anything: gateways of mail open every address. `seen` does."""
    return _shown(request, by_link(uid, key), key)


def _shown(request: HttpRequest, proposal: Proposal, key: str, form: ReplyForm | None = None) -> HttpResponse:
    paper = Paper.model_validate(proposal.paper)
    with override(paper.language):
        context: dict[str, Any] = {
            "proposal": proposal,
            "paper": paper,
            "key": key,
            "form": form or ReplyForm(),
            "over": proposal.is_over(timezone.localdate()),
            "open": proposal.deal.outcome == "open",
            "stranger": not request.user.is_authenticated,
        }
        failed = form is not None and form.errors
        answer = render(request, "sales/offer.html", context, status=422 if failed else 200)
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def offer_paper(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    answer = pdf_of(by_link(uid, key).pk)
    answer["X-Robots-Tag"] = "noindex"
    return answer


# No sign-in stands behind these: whoever has the address may answer, and nobody else can be made to.
@csrf_exempt
@require_POST
def offer_seen(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    """Said by the page itself once somebody has looked at it. Our own people do not count."""
    proposal = by_link(uid, key)
    if not request.user.is_authenticated:
        actions.opened(proposal, timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def offer_reply(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    proposal = by_link(uid, key)
    form = ReplyForm(request.POST)
    with override(Paper.model_validate(proposal.paper).language):
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.reply(proposal, said["reply"], said["text"], timezone.now())
            except KrugError as error:
                tell(form, error)
            else:
                return HttpResponseRedirect(reverse("offer", args=[uid, key]))
        return _shown(request, proposal, key, form)
