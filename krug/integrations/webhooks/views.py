"""Recipients: the list, a new one, what was told each, stopping, starting, telling again."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import WrongInput
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.integrations.actions import (
    create_endpoint,
    forget_old_secret,
    replay,
    rotate_secret,
    start_endpoint,
    stop_endpoint,
)
from krug.integrations.models import Delivery, Endpoint
from krug.integrations.webhooks.rules import EVENTS
from krug.site.parts import go

SHOWN = 100


class EndpointForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("https://… that takes messages"))
    purpose = forms.CharField(label=_("Who it is and what for"), max_length=200)
    events = forms.MultipleChoiceField(
        label=_("What it is told of"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )


@require_safe
@require(Permission.MANAGE_WEBHOOKS)
def webhooks(request: SignedInRequest) -> HttpResponse:
    lines = of_units(request.user, Endpoint.objects.order_by("url", "id"))
    return render(request, "integrations/webhooks.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_WEBHOOKS)
def new(request: SignedInRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            made = create_endpoint(request.user, **form.cleaned_data)
        except WrongInput as wrong:
            place = str(wrong.where.get("field", ""))
            form.add_error(place if place in form.fields else None, str(wrong.detail))
        else:
            return go(request, reverse("webhook", args=[made.uid]))
    status = 422 if form.errors else 200
    return render(request, "integrations/webhook_new.html", {"form": form}, status=status)


@require_safe
@require(Permission.MANAGE_WEBHOOKS)
def webhook(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """With its secret, so looking is written down."""
    held = _reach(request, uid)
    audit.record_read(request.user, "endpoint", held.pk)
    names = [EVENTS[one] for one in held.events if one in EVENTS]
    overlap = held.old_secret and held.old_until and held.old_until > timezone.now()
    context = {
        "endpoint": held,
        "overlap": overlap,
        "names": names,
        "log": held.deliveries.order_by("-id")[:SHOWN],
    }
    return render(request, "integrations/webhook.html", context)


@require_POST
@require(Permission.MANAGE_WEBHOOKS)
def stop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    stop_endpoint(request.user, _reach(request, uid))
    return go(request, reverse("webhook", args=[uid]))


@require_POST
@require(Permission.MANAGE_WEBHOOKS)
def start(request: SignedInRequest, uid: UUID) -> HttpResponse:
    start_endpoint(request.user, _reach(request, uid))
    return go(request, reverse("webhook", args=[uid]))


@require_POST
@require(Permission.MANAGE_WEBHOOKS)
def rotate(request: SignedInRequest, uid: UUID) -> HttpResponse:
    rotate_secret(request.user, _reach(request, uid), at_once=request.POST.get("at_once") == "1")
    return go(request, reverse("webhook", args=[uid]))


@require_POST
@require(Permission.MANAGE_WEBHOOKS)
def forget(request: SignedInRequest, uid: UUID) -> HttpResponse:
    forget_old_secret(request.user, _reach(request, uid))
    return go(request, reverse("webhook", args=[uid]))


@require_POST
@require(Permission.MANAGE_WEBHOOKS)
def again(request: SignedInRequest, uid: UUID, delivery: UUID) -> HttpResponse:
    held = get_object_or_404(
        Delivery.objects.select_related("endpoint"), endpoint=_reach(request, uid), uid=delivery
    )
    replay(request.user, held)
    return go(request, reverse("webhook", args=[uid]))


def _reach(request: SignedInRequest, uid: UUID) -> Endpoint:
    return get_object_or_404(of_units(request.user, Endpoint.objects.select_related("unit")), uid=uid)
