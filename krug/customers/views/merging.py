"""Making two cards one: find the double, look at both side by side, merge, take it back.

Of persons and of organisations: `of` says which.
"""

from dataclasses import dataclass
from typing import Any
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
from krug.customers.errors import MergeRefused
from krug.customers.facts import LABELS, ORGANISATION_FACTS, PERSON_FACTS, fact_of, name_of
from krug.customers.kinds import KINDS
from krug.customers.models import Organisation, Person
from krug.customers.queries import search
from krug.customers.queries.card import doubles_of
from krug.customers.templatetags.card import undo_address
from krug.site.parts import go

Card = Person | Organisation
CARDS: dict[str, Any] = {
    "person": Person.objects.select_related("organisation__canonical", "territory"),
    "organisation": Organisation.objects.select_related("parent__canonical", "territory"),
}


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
def choose(request: SignedInRequest, uid: UUID, of: str = "person") -> HttpResponse:
    """Without `with`: choose the double. With it: both side by side. Posted: merged."""
    cards = CARDS[of].prefetch_related("contact_points")
    card: Any = reach(request.user, cards, uid=uid)
    context = {"of": of, "card": card, "merge": reverse(f"{of}-merge", args=[uid])}
    other = request.POST.get("with") or request.GET.get("with")
    if not other:
        doubles = doubles_of(request.user, card) if of == "person" else []
        return render(
            request, "customers/merge_choose.html", context | {"doubles": doubles, "find": _find_at(of, uid)}
        )
    double: Any = reach(request.user, cards, uid=_uid(other))
    swap = reverse(f"{of}-merge", args=[double.uid])
    context |= {"double": double, "swap": swap, "sides": _sides(card, double)}
    if request.method == "GET":
        return render(request, "customers/merge_sides.html", context)
    try:
        decision = merge(request.user, survivor=card, absorbed=double, evidence={"seen": "side by side"})
    except MergeRefused as refused:
        refusal = {"refused": refused.detail}
        return render(request, "customers/merge_sides.html", context | refusal, status=409)
    messages.success(
        request,
        _("%(absorbed)s is now one card with %(survivor)s") % {"absorbed": double, "survivor": card},
        extra_tags=undo_address(decision),
    )
    return go(request, reverse(of, args=[card.uid]))


def _find_at(of: str, uid: UUID) -> str:
    return reverse("merge-find" if of == "person" else "organisation-merge-find", args=[uid])


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sides(left: Card, right: Card) -> list[Side]:
    person = isinstance(left, Person)
    names = Side(LABELS["full_name" if person else "name"], name_of(left), name_of(right))
    both = [
        Side(LABELS[name], ", ".join(fact_of(left, name).lines), ", ".join(fact_of(right, name).lines))
        for name in (PERSON_FACTS if person else ORGANISATION_FACTS)
    ]
    return [names, *(side for side in both if side.left or side.right)]


@require_safe
@require(Permission.MERGE)
def find(request: SignedInRequest, uid: UUID, of: str = "person") -> HttpResponse:
    """Cards that fit what is typed into the search for a double."""
    text = request.GET.get("q", "").strip()
    hits = search(request.user, text, limit=10) if text else []
    found = [hit for hit in hits if hit.kind == of and hit.uid != uid]
    context = {"merge": reverse(f"{of}-merge", args=[uid]), "found": found, "typed": text}
    return render(request, "customers/merge_found.html", context)


@require_POST
@require(Permission.MERGE)
def undo(request: SignedInRequest, uid: UUID, of: str = "person") -> HttpResponse:
    decision = get_object_or_404(KINDS[of].decision.objects.select_related("survivor", "absorbed"), uid=uid)
    root = decision.survivor.canonical_id or decision.survivor_id
    reach(request.user, CARDS[of].all(), pk=root)
    undo_merge(request.user, decision)
    messages.success(request, _("The cards are two again"))
    return go(request, reverse(of, args=[decision.survivor.uid]))
