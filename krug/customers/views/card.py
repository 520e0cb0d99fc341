"""The customer's card: key facts and the next action first, beside them one of its tabs at its address."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, may
from krug.customers import blocks
from krug.customers.queries import reach_person, timeline
from krug.customers.queries.card import opened
from krug.customers.queries.news import news_of, standing
from krug.customers.rules import Tab
from krug.site.parts import is_part


@require_safe
@require(Permission.SEE_CUSTOMERS)
def person(request: SignedInRequest, uid: UUID, tab: Tab | None = None) -> HttpResponse:
    """Whoever was merged away leads to his survivor. A part is answered with the tab alone.

    Without a tab it is the first of the viewer's role.
    """
    root = reach_person(request.user, uid)
    tabs = blocks.tabs_for(request.user)
    chosen = tab or tabs[0]
    if chosen not in tabs:
        raise Http404
    if root.uid != uid:
        return redirect(
            reverse("person-tab", args=[root.uid, tab]) if tab else reverse("person", args=[root.uid])
        )
    # Before anything is read: what comes in between is news.
    stands = "" if is_part(request) else standing()
    opened(request.user, root.pk)
    context = {
        "person": root,
        "card": root,
        "tabs": [(one, blocks.LABELS[one]) for one in tabs],
        "chosen": chosen,
        "empty": blocks.EMPTY.get(chosen, ""),
        "within": blocks.within(request, root, chosen),
        "may_merge": may(request.user, Permission.MERGE),
    }
    if is_part(request):
        return render(request, "customers/person_tab.html", context)
    context |= {"beside": blocks.beside(request, root), "standing": stands}
    return render(request, "customers/person.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def news(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What is new since `after`, which the page was given. Asked for every few seconds: mostly nothing is."""
    found = news_of(request.user, reach_person(request.user, uid), request.GET.get("after", ""))
    return render(request, "customers/news.html", {"news": found}) if found.any else HttpResponse(status=204)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def story(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The next piece of the story, taken by scrolling."""
    root = reach_person(request.user, uid)
    if Tab.STORY not in blocks.tabs_for(request.user):
        raise Http404
    more = {"person": root, "story": timeline(request.user, root, request.GET.get("before"))}
    return render(request, "customers/story.html", more)
