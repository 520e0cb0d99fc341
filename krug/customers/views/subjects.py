"""The rights of whom the data are about: what is kept, a copy of it, its end and the act of that."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.models import AuditEntry
from krug.access.rules import Permission
from krug.access.scopes import of_units
from krug.customers.actions import erase_person, export_person
from krug.customers.models import Erased, Erasure
from krug.customers.privacy.extract import sections
from krug.customers.privacy.own_places import entries_of
from krug.customers.privacy.places import title_of
from krug.customers.privacy.subject import people_by, subject_of
from krug.customers.queries import reach_person
from krug.customers.queries.viewers import in_words, viewings

SHOWN = 200


@require_safe
@require(Permission.SEE_VIEWERS)
def viewers(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = reach_person(request.user, uid)
    found = viewings(person, request.GET.get("after"), viewer=request.user)
    return render(request, "customers/privacy/viewers.html", {"person": person, "page": found})


@require_safe
@require(Permission.ANSWER_SUBJECTS)
def subject(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What there is of him, place by place, and what can be done about it."""
    person = reach_person(request.user, uid)
    audit.record_read(request.user, "person", person.pk)
    found = [section for section in sections(subject_of(person).remember()) if section.rows]
    context = {"person": person, "sections": found, "reasons": Erasure.Reason.choices}
    return render(request, "customers/privacy/subject.html", context)


@require_POST
@require(Permission.ANSWER_SUBJECTS)
def export(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = reach_person(request.user, uid)
    answer = HttpResponse(export_person(request.user, person), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{person.uid}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@require(Permission.ANSWER_SUBJECTS)
def erase(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = reach_person(request.user, uid)
    reason, document = request.POST.get("reason", ""), request.POST.get("document", "")
    made = erase_person(request.user, person, reason, document)
    messages.success(request, _("The personal data are destroyed"))
    return redirect("erasure", uid=made.uid)


@require_safe
@require(Permission.ANSWER_SUBJECTS)
def erasures(request: SignedInRequest) -> HttpResponse:
    """Acts so far, and finding somebody who asks: by phone, e-mail or the card's uid."""
    asked = request.GET.get("q", "").strip()[:160]
    rows = of_units(request.user, Erasure.objects.select_related("author")).order_by("-at", "-id")
    context = {
        "erasures": rows[:SHOWN],
        "asked": asked,
        "found": people_by(asked, request.user) if asked else [],
    }
    return render(request, "customers/privacy/erasures.html", context)


@require_safe
@require(Permission.ANSWER_SUBJECTS)
def erasure(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The act, to be printed and signed, and the extract of the event log."""
    made = get_object_or_404(
        of_units(request.user, Erasure.objects.select_related("author", "unit")), uid=uid
    )
    people = list(Erased.objects.filter(erasure=made).select_related("person").order_by("id"))
    log: list[AuditEntry] = list(
        entries_of([one.person_id for one in people]).select_related("actor").order_by("-id")[:SHOWN]
    )
    context = {
        "erasure": made,
        "people": [one.person for one in people],
        "destroyed": [(title_of(code), count) for code, count in made.destroyed.items()],
        "log": in_words(log[::-1], made.unit_id, request.user),
    }
    return render(request, "customers/privacy/act.html", context)
