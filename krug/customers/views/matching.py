"""The queue of likely doubles: both cards side by side, one key for each answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access import watch
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.customers.actions import not_same, same, undo_merge, undo_not_same
from krug.customers.errors import MergeRefused
from krug.customers.facts import name_of
from krug.customers.kinds import KINDS, PERSON
from krug.customers.models.match import Likely
from krug.customers.queries.matches import queue, reach_match, reach_not_same, sides

PAGES = {"person": "matches", "organisation": "organisation-matches"}
LAST = "matches_last"
"""In the session: the address that takes the last answer back."""


@require_safe
@require(Permission.MERGE)
def matches(request: SignedInRequest, of: str = "person") -> HttpResponse:
    """The queue with one pair open: that of `at`, else the first."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found = queue(request.user, today, KINDS[of])
    wanted = request.GET.get("at", "")
    place = next((n for n, one in enumerate(found.waiting) if str(one.uid) == wanted), 0)
    shown = found.waiting[place] if found.waiting else None
    watch.seen(request.user, 2 if shown and of == PERSON.name else 0)
    context = {
        "of": of,
        "here": reverse(PAGES[of]),
        "queue": found,
        "match": shown,
        "left": name_of(shown.left) if shown else "",
        "right": name_of(shown.right) if shown else "",
        "sides": sides(request.user, shown) if shown else [],
        "before": found.waiting[place - 1] if place else None,
        "after": found.waiting[place + 1] if place + 1 < len(found.waiting) else None,
        "whole": found.left + found.done,
        "undo": request.session.get(LAST),
    }
    return render(request, "customers/matches.html", context)


@require_POST
@require(Permission.MERGE)
def answer(request: SignedInRequest, uid: UUID, word: str, of: str = "person") -> HttpResponse:
    """`same` or `different`; on to the next pair."""
    match = reach_match(request.user, uid, KINDS[of])
    after = _after(request, match, of)
    names = {"one": name_of(match.left), "other": name_of(match.right)}
    try:
        if word == "same":
            request.session[LAST] = _undo_at(of, "same", same(request.user, match).uid)
            messages.success(request, _("%(one)s and %(other)s are one card now") % names)
        else:
            request.session[LAST] = _undo_at(of, "different", not_same(request.user, match).uid)
            messages.success(request, _("%(one)s and %(other)s are kept apart") % names)
    except MergeRefused as refused:
        messages.error(request, str(refused.detail))
    return redirect(after)


@require_POST
@require(Permission.MERGE)
def undo(request: SignedInRequest, word: str, uid: UUID, of: str = "person") -> HttpResponse:
    """Takes an answer back, and shows the pair again."""
    kind = KINDS[of]
    if word == "same":
        decision = get_object_or_404(kind.decision.objects.select_related("survivor"), uid=uid)
        reach(
            request.user, kind.card.objects.all(), pk=decision.survivor.canonical_id or decision.survivor_id
        )
        undo_merge(request.user, decision)
        left, right = sorted((decision.survivor_id, decision.absorbed_id))
    else:
        said = reach_not_same(request.user, uid, kind)
        undo_not_same(request.user, said)
        left, right = said.left_id, said.right_id
    request.session.pop(LAST, None)
    messages.success(request, _("Taken back"))
    shown = kind.match.objects.filter(left=left, right=right).first()
    return redirect(f"{reverse(PAGES[of])}?at={shown.uid}" if shown else reverse(PAGES[of]))


def _after(request: SignedInRequest, match: Likely, of: str) -> str:
    following = request.POST.get("after", "")
    at = f"?at={following}" if following and following != str(match.uid) else ""
    return reverse(PAGES[of]) + at


def _undo_at(of: str, word: str, uid: UUID) -> str:
    name = "match-undo" if of == "person" else "organisation-match-undo"
    return reverse(name, args=[word, uid])
