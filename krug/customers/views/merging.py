"""Making two cards one: find the double, look at both side by side, merge, take it back."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.customers.actions import merge, undo_merge
from krug.customers.facts import LABELS, PERSON_FACTS, fact_of
from krug.customers.models import Decision, Person
from krug.customers.queries import card, search
from krug.site.parts import go

CARDS = Person.objects.select_related("organisation", "territory").prefetch_related("contact_points")


@dataclass(frozen=True, slots=True)
class Side:
    """One field of both cards."""

    label: Promise
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return bool(self.left and self.right and self.left != self.right)


@require_http_methods(["GET", "POST"])
@require(Permission.MERGE)
def choose(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Without `with`: choose the double. With it: both side by side. Posted: merged."""
    person = reach(request.user, CARDS, uid=uid)
    other = request.POST.get("with") or request.GET.get("with")
    if not other:
        context = {"person": person, "doubles": card(request.user, person).doubles}
        return render(request, "customers/merge_choose.html", context)
    double = reach(request.user, CARDS, uid=_uid(other))
    if request.method == "GET":
        context = {"person": person, "double": double, "sides": _sides(person, double)}
        return render(request, "customers/merge_sides.html", context)
    decision = merge(request.user, survivor=person, absorbed=double, evidence={"seen": "side by side"})
    messages.success(
        request,
        _("%(absorbed)s is now one card with %(survivor)s") % {"absorbed": double, "survivor": person},
        extra_tags=reverse("merge-undo", args=[decision.uid]),
    )
    return go(request, reverse("person", args=[person.uid]))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sides(left: Person, right: Person) -> list[Side]:
    names = Side(LABELS["full_name"], left.full_name, right.full_name)
    both = [
        Side(LABELS[name], ", ".join(fact_of(left, name).lines), ", ".join(fact_of(right, name).lines))
        for name in PERSON_FACTS
    ]
    return [names, *(side for side in both if side.left or side.right)]


@require_safe
@require(Permission.MERGE)
def find(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Customers who fit what is typed into the search for a double."""
    text = request.GET.get("q", "").strip()
    hits = search(request.user, text, limit=10) if text else []
    found = [hit for hit in hits if hit.kind == "person" and hit.uid != uid]
    return render(request, "customers/merge_found.html", {"uid": uid, "found": found, "typed": text})


@require_POST
@require(Permission.MERGE)
def undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.select_related("survivor", "absorbed"), uid=uid)
    root = decision.survivor.canonical_id or decision.survivor_id
    reach(request.user, Person.objects.all(), pk=root)
    undo_merge(request.user, decision)
    messages.success(request, _("The cards are two again"))
    return go(request, reverse("person", args=[decision.survivor.uid]))
