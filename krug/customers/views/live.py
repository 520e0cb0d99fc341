"""What is new on an open card, in words. Asked for again and again, or listened to: krug.site.live."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.queries import reach_person
from krug.customers.queries.news import news_of


@require_safe
@require(Permission.SEE_CUSTOMERS)
def person(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Since `after`. Nothing new: nothing is said."""
    news = news_of(request.user, reach_person(request.user, uid), request.GET.get("after", ""))
    answer = render(request, "customers/news.html", {"news": news}) if news.any else HttpResponse()
    # Whose listener it is, for whoever counts them.
    answer["X-Krug-User"] = str(request.user.pk)
    return answer
