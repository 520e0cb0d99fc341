"""Today: what to do now, what changed, what is wrong, for each role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Role, Team, User
from krug.access.pages import viewings_for
from krug.access.rules import Permission, may
from krug.access.watch import HELD
from krug.calls.queries.waiting import waiting
from krug.customers.queries import person_list
from krug.decks.models import Slide, Version
from krug.insight.devices import refused_entries, silent_devices
from krug.insight.questions.today import Figure, Notice
from krug.insight.questions.today import today as ask
from krug.letters.queries.today import ToLookAt, to_look_at
from krug.sales.queries.plan_own import plans_waiting
from krug.sales.queries.proposals import replied_to
from krug.sales.queries.stops import stops_today
from krug.sales.queries.today import asked_skips, next_actions
from krug.sync.conflicts import open_conflicts
from krug.teamwork.queries import waiting_for
from krug.visits.queries import of_today


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as the page shows it: `href` leads to the rows behind it, empty where there is no page."""

    text: str
    href: str


@require_safe
@require()
def today(request: SignedInRequest) -> HttpResponse:
    """His visits and next actions at once; figures and notices follow (`look`), since they ask the whole log.

    A company without customers is shown the first steps instead.
    """
    user = request.user
    if may(user, Permission.SEE_CUSTOMERS) and not person_list(user, limit=1).lines:
        return render(request, "site/first_steps.html", {})
    mine = user.role in (Role.REP, Role.SELLER)
    context = {"day": timezone.localdate(), "mine": mine, "visits": of_today(user) if mine else []}
    context["waiting"] = waiting(user, timezone.now())
    if may(user, Permission.SEE_DEALS):
        now = timezone.now()
        tomorrow = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            days=1
        )
        context |= {"actions": next_actions(user, now, tomorrow), "skips": asked_skips(user)}
        context |= {"plans_waiting": plans_waiting(user)}
        context["stops"] = stops_today(user, now)
    return render(request, "site/today.html", context)


@require_safe
@require()
def look(request: SignedInRequest) -> HttpResponse:
    """Figures of the week, what to do, what is wrong, what changed: the parts of Today that take a moment."""
    made = ask(request.user, timezone.now())
    mail = to_look_at(request.user, timezone.now())
    context = {
        "figures": [_with_change(one) for one in made.figures],
        "mine": request.user.role in (Role.REP, Role.SELLER),
        "do": [
            *_replies(request.user),
            *(_item(one, request.user) for one in made.do),
            *_unanswered(mail),
            *_questions(request.user),
        ],
        "changed": [_item(one, request.user) for one in made.changed],
        "wrong": [
            *(_item(one, request.user) for one in made.wrong),
            *_letters(mail),
            *_conflicts(request.user),
            *_system(request.user),
        ],
    }
    return render(request, "site/look.html", context)


def _with_change(figure: Figure) -> dict[str, Any]:
    """`apart`: what it is more than last week, 0 when that is less than is shown."""
    if figure.value is None or figure.before is None:
        return {"figure": figure, "apart": 0}
    apart = figure.value - figure.before
    return {"figure": figure, "apart": apart if abs(apart) >= (0.005 if figure.unit == "%" else 0.5) else 0}


def _item(notice: Notice, user: User) -> Item:
    return Item(notice.text, _leads_to(notice, user))


def _leads_to(notice: Notice, user: User) -> str:
    subject = notice.subject
    if notice.kind == "overdue" and may(user, Permission.PLAN_VISITS):
        return f"{reverse('visits')}?show=overdue"
    if isinstance(subject, Slide):
        version = subject.version
        return f"{reverse('deck', args=[version.deck.uid])}?version={version.number}#slide-{subject.number}"
    if isinstance(subject, Version):
        return f"{reverse('deck', args=[subject.deck.uid])}?version={subject.number}"
    if isinstance(subject, Team):
        return f"{reverse('reports')}?team={subject.uid}"
    return ""


def _conflicts(user: User) -> list[Item]:
    """Fields that a tablet and somebody else edited at the same time."""
    count = open_conflicts(user).count() if may(user, Permission.EDIT_CUSTOMERS) else 0
    if not count:
        return []
    text = ngettext(
        "%(n)d field was edited from two sides: both values are kept.",
        "%(n)d fields were edited from two sides: both values are kept.",
        count,
    )
    return [Item(text % {"n": count}, reverse("conflicts"))]


def _letters(look: ToLookAt) -> list[Item]:
    """What he wrote and nobody got, and mailboxes from which nothing comes any more."""
    items = []
    if look.failed:
        text = ngettext(
            "%(n)d letter of yours did not surely go out.",
            "%(n)d letters of yours did not surely go out.",
            look.failed,
        )
        items.append(Item(text % {"n": look.failed}, reverse("letters")))
    return items + [
        Item(_("The mailbox %s cannot be read.") % one.address, reverse("mailbox", args=[one.uid]))
        for one in look.unread
    ]


def _unanswered(look: ToLookAt) -> list[Item]:
    if not look.waiting:
        return []
    text = ngettext(
        "%(n)d letter of a customer waits for an answer.",
        "%(n)d letters of customers wait for an answer.",
        look.waiting,
    )
    return [Item(text % {"n": look.waiting}, reverse("letters"))]


def _replies(user: User) -> list[Item]:
    """What customers answered to proposals in his own deals, until he has read it."""
    said = {
        "accepted": _("Proposal № %(number)d is accepted: %(deal)s"),
        "asked": _("A question to proposal № %(number)d: %(deal)s"),
        "declined": _("Proposal № %(number)d is declined: %(deal)s"),
    }
    rows = replied_to(user) if may(user, Permission.EDIT_DEALS) else ()
    return [
        Item(
            said[one.reply] % {"number": one.number, "deal": one.deal.name},
            f"{reverse('deal', args=[one.deal.uid])}#proposals-title",
        )
        for one in rows
    ]


def _questions(user: User) -> list[Item]:
    """Products of which the other department has said something that his has not answered."""
    count = waiting_for(user).count()
    if not count:
        return []
    text = ngettext(
        "%(n)d product waits for the word of your department.",
        "%(n)d products wait for the word of your department.",
        count,
    )
    return [Item(text % {"n": count}, f"{reverse('questions')}?show=waiting")]


def _viewings(user: User) -> list[Item]:
    """Whoever is looking through the base, while nobody has said that it is work."""
    since = timezone.now() - HELD
    count = viewings_for(user).filter(clearing=None, user__is_active=True, at__gt=since).count()
    if not count:
        return []
    text = ngettext(
        "%(n)d person looks through customers by the thousand.",
        "%(n)d people look through customers by the thousand.",
        count,
    )
    return [Item(text % {"n": count}, reverse("mass-viewings"))]


def _system(user: User) -> list[Item]:
    """For who looks after the installation: tablets that are silent, work that was refused."""
    if not may(user, Permission.SEE_AUDIT):
        return []
    now, items = timezone.now(), _viewings(user)
    silent = silent_devices(user, now).count()
    if silent:
        text = ngettext(
            "%(n)d tablet has not synced for more than three days.",
            "%(n)d tablets have not synced for more than three days.",
            silent,
        )
        items.append(Item(text % {"n": silent}, reverse("silent-devices")))
    refused = refused_entries(user, now).count()
    if refused:
        text = ngettext(
            "%(n)d entry from tablets was refused this week: it waits on the tablet to be mended.",
            "%(n)d entries from tablets were refused this week: they wait on the tablets to be mended.",
            refused,
        )
        items.append(Item(text % {"n": refused}, reverse("refused-entries")))
    return items
