"""Today: what to do now, what changed, what is wrong, for each role."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require


@require_safe
@require()
def today(request: SignedInRequest) -> HttpResponse:
    return render(request, "site/today.html", {})
