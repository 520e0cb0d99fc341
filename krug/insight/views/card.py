"""The customer's card: facts and next action first, the whole story beside them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, hidden, may
from krug.customers.facts import facts_of
from krug.customers.queries import card, reach_person, timeline
from krug.site.parts import is_part
from krug.sync.conflicts import of_persons
from krug.visits.queries import with_person


@require_safe
@require(Permission.SEE_CUSTOMERS)
def person(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Whoever was merged away leads to his survivor. A part is answered with the next piece of the story."""
    root = reach_person(request.user, uid)
    if root.uid != uid:
        return redirect("person", uid=root.uid)
    before = request.GET.get("before")
    story = timeline(request.user, root, before)
    if before and is_part(request):
        return render(request, "customers/story.html", {"person": root, "story": story})
    found = card(request.user, root)
    group = [root.pk, *(one.absorbed_id for one in found.merged)]
    planned = with_person(request.user, group) if may(request.user, Permission.PLAN_VISITS) else []
    last = next((entry for entry in story.entries if entry.kind == "visit"), None)
    facts = facts_of(root, [*found.phones, *found.emails])
    context = {
        "person": root,
        "card": root,
        "found": found,
        "facts": [fact for fact in facts if fact.name not in hidden(request.user)],
        "editable": found.may_edit,
        "story": story,
        "planned": planned,
        "last": last,
        "two_sides": of_persons(request.user, group).exists() if found.may_edit else False,
    }
    return render(request, "customers/person.html", context)
