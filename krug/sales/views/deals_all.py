"""All deals of one seller at once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import User
from krug.access.rules import Permission, roles_with
from krug.access.scopes import visible_staff
from krug.access.telling import tell
from krug.sales import actions
from krug.sales.actions.leaving import leads, open_deals_of
from krug.sales.forms import OwnerForm
from krug.site.parts import go


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_DEALS)
def hand_over_all(request: SignedInRequest, uid: UUID) -> HttpResponse:
    leaver = get_object_or_404(visible_staff(request.user), uid=uid)
    if not leads(request.user, leaver):
        raise Http404
    roles = roles_with(Permission.EDIT_DEALS)
    rows = User.objects.filter(unit=leaver.unit_id, is_active=True, role__in=roles).exclude(pk=leaver.pk)
    colleagues = {str(one.pk): one for one in rows.order_by("name")}
    choices = [("", ""), *((key, one.name) for key, one in colleagues.items())]
    form = OwnerForm(choices, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        new = colleagues[form.cleaned_data["owner"]]
        try:
            count = actions.hand_over_all(request.user, leaver, new, form.cleaned_data["reason"])
        except KrugError as error:
            tell(form, error)
        else:
            said = ngettext(
                "%(count)d deal is handed over to %(who)s",
                "%(count)d deals are handed over to %(who)s",
                count,
            )
            messages.success(request, said % {"count": count, "who": new.name})
            return go(request, f"{reverse('deals-list')}?who={new.pk}")
    count = open_deals_of(leaver).count()
    text = ngettext(
        "%(count)d open deal of %(who)s goes to one colleague. Commission for registering stays.",
        "%(count)d open deals of %(who)s go to one colleague. Commission for registering stays.",
        count,
    )
    context = {
        "form": form,
        "title": _("Hand over all open deals"),
        "go": _("Hand over"),
        "text": text % {"count": count, "who": leaver.name},
        "board": reverse("deals-list"),
    }
    return render(request, "sales/ask.html", context, status=422 if form.errors else 200)
