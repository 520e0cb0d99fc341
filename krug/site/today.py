"""Today: what to do now, what changed, what is wrong, for each role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Role, Team, User
from krug.access.rules import Permission, may
from krug.customers.queries import person_list
from krug.decks.models import Slide, Version
from krug.insight.questions.today import Figure, Notice
from krug.insight.questions.today import today as ask
from krug.sync.models import Command, Device

SILENT = timedelta(days=3)
REFUSED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as the page shows it: `href` leads to the rows behind it, empty where there is no page."""

    text: str
    href: str


@require_safe
@require()
def today(request: SignedInRequest) -> HttpResponse:
    """A company without customers is shown the first steps instead."""
    user = request.user
    if may(user, Permission.SEE_CUSTOMERS) and not person_list(user, limit=1).lines:
        return render(request, "site/first_steps.html", {})
    made = ask(user, timezone.now())
    context = {
        "day": timezone.localdate(),
        "figures": [_with_change(one) for one in made.figures],
        "visits": made.visits,
        "mine": user.role in (Role.REP, Role.SELLER),
        "do": [_item(one) for one in made.do],
        "changed": [_item(one) for one in made.changed],
        "wrong": [*(_item(one) for one in made.wrong), *_system(user)],
    }
    return render(request, "site/today.html", context)


def _with_change(figure: Figure) -> dict[str, Any]:
    apart = None if figure.value is None or figure.before is None else figure.value - figure.before
    return {"figure": figure, "apart": apart}


def _item(notice: Notice) -> Item:
    return Item(notice.text, _leads_to(notice))


def _leads_to(notice: Notice) -> str:
    subject = notice.subject
    if notice.kind == "overdue":
        return f"{reverse('visits')}?show=overdue"
    if isinstance(subject, Slide):
        version = subject.version
        return f"{reverse('deck', args=[version.deck.uid])}?version={version.number}#slide-{subject.number}"
    if isinstance(subject, Version):
        return f"{reverse('deck', args=[subject.deck.uid])}?version={subject.number}"
    if isinstance(subject, Team):
        return f"{reverse('reports')}?team={subject.uid}"
    return ""


def _system(user: User) -> list[Item]:
    """For who looks after the installation: tablets that are silent, work that was refused."""
    if not may(user, Permission.SEE_AUDIT):
        return []
    now, items = timezone.now(), []
    people = User.objects.all() if user.role == Role.ADMIN else User.objects.filter(unit=user.unit_id)
    silent = Device.objects.filter(user__in=people, revoked_at=None, synced_at__lt=now - SILENT).count()
    if silent:
        text = ngettext(
            "%(n)d tablet has not synced for more than three days.",
            "%(n)d tablets have not synced for more than three days.",
            silent,
        )
        items.append(Item(text % {"n": silent}, ""))
    refused = Command.objects.filter(
        user__in=people, outcome=Command.Outcome.REFUSED, received_at__gte=now - REFUSED
    ).count()
    if refused:
        text = ngettext(
            "%(n)d entry from tablets was refused this week: it waits on the tablet to be mended.",
            "%(n)d entries from tablets were refused this week: they wait on the tablets to be mended.",
            refused,
        )
        items.append(Item(text % {"n": refused}, ""))
    return items
