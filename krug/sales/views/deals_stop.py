"""The stop sign of a deal: why it goes on, and the answer to whoever asks to."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales import actions
from krug.sales.forms import LeaveForm
from krug.sales.leading import rank_of
from krug.sales.queries.reach import reach_deal
from krug.sales.rules import reaches
from krug.sales.views.deals_answers import asked, pressed

EDIT = require(Permission.EDIT_DEALS)


@require_http_methods(["GET", "POST"])
@EDIT
def justify(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """By the viewer's own word where the method takes it; else whoever may is asked."""
    deal = reach_deal(request.user, uid)
    himself = reaches(rank_of(request.user, deal), deal.method.meant.stop.who)
    text = _("The sign comes back when the day is over or the sum is spent.")
    if not himself:
        decides = _("Somebody who leads you decides; until then it stands.")
        text = f"{text} {decides}"
    return asked(
        request,
        deal,
        LeaveForm(request.POST if request.method == "POST" else None),
        lambda said: actions.justify(request.user, deal, said["reason"], said["until"], said["up_to"]),
        title=_("Go on in spite of the stop sign"),
        word=_("Go on") if himself else _("Ask to go on"),
        text=text,
    )


@require_POST
@EDIT
def answer(request: SignedInRequest, uid: UUID, word: str) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    act = {"approve": actions.approve_justification, "refuse": actions.refuse_justification}.get(word)
    if act is None:
        raise Http404

    def acted() -> None:
        act(request.user, deal)
        said = _("The deal goes on") if word == "approve" else _("The stop sign stands")
        messages.success(request, said)

    return pressed(request, deal, acted)
