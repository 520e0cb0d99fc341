"""Organisations as they stand now: who stands for whom, what registers call them, what belongs to what."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from krug.access.models import User
from krug.access.scopes import may_see, visible
from krug.customers.models import ContactPoint, Organisation, OrganisationDecision
from krug.site.bulk import chunks


def standing_of(organisation: int) -> int:
    """Who stands for the organisation: itself, or the survivor of its merges."""
    return standing_for([organisation]).get(organisation, organisation)


def standing_for(organisations: Collection[int]) -> dict[int, int]:
    """The same for many: organisation → survivor."""
    found: dict[int, int] = {}
    for chunk in chunks(organisations):
        rows = Organisation.objects.filter(pk__in=chunk).values_list("id", "canonical")
        found |= {id: canonical or id for id, canonical in rows}
    return found


def cards_of(organisation: int) -> list[int]:
    """The survivor of its group and then all merged into it."""
    root = standing_of(organisation)
    return [root, *Organisation.objects.filter(canonical=root).order_by("id").values_list("id", flat=True)]


def numbered(unit: int | None, tax_number: str) -> dict[int, set[str]]:
    """Survivors of that tax number → their reasons (KPP); empty where nobody wrote one down."""
    found: dict[int, set[str]] = {}
    if tax_number:
        rows = Organisation.objects.filter(unit=unit, tax_number=tax_number).order_by("id")
        for id, canonical, reason in rows.values_list("id", "canonical", "tax_reason"):
            found.setdefault(canonical or id, set()).update({reason} - {""})
    return found


def reach_organisation(viewer: User, uid: UUID) -> Organisation:
    """The card by its uid; what was merged away answers with its survivor. Http404 for outsiders."""
    rows = Organisation.objects.select_related("territory", "parent__canonical").prefetch_related(
        "contact_points"
    )
    card = rows.filter(uid=uid).first()
    if card is not None and card.canonical_id:
        card = rows.get(pk=card.canonical_id)
    if card is None or not may_see(viewer, "organisation", card.pk):
        raise Http404
    return card


def seen_with_survivors(viewer: User, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those he sees or sees the survivors of: what names a card goes on naming it."""
    standing = rows.annotate(stands=Coalesce("canonical", F("id")))
    return standing.filter(stands__in=visible(viewer, "organisation"))


def parents_of(card: Organisation) -> list[Organisation]:
    """What the survivor and all merged into it belong to, its own first. Nothing belongs to itself."""
    rows = Organisation.objects.filter(Q(pk=card.pk) | Q(canonical=card), parent__isnull=False)
    found: dict[int, Organisation] = {}
    for row in sorted(rows.select_related("parent__canonical"), key=lambda row: (row.pk != card.pk, row.pk)):
        if row.parent and row.parent.standing.pk != card.pk:
            found.setdefault(row.parent.standing.pk, row.parent.standing)
    return list(found.values())


def merged_into(card: Organisation) -> list[OrganisationDecision]:
    """The decisions in force that brought others to it, newest first."""
    absorbed = Organisation.objects.filter(canonical=card)
    rows = OrganisationDecision.objects.filter(absorbed__in=absorbed, undoing=None)
    return list(rows.select_related("absorbed", "author").order_by("-id"))


def points_of(card: Organisation) -> list[ContactPoint]:
    """Phones and e-mails of the survivor and all merged into it, each once, its own first."""
    rows = ContactPoint.objects.filter(organisation__in=cards_of(card.pk)).order_by("id")
    found: dict[tuple[str, str], ContactPoint] = {}
    for point in sorted(rows, key=lambda point: point.organisation_id != card.pk):
        found.setdefault((point.kind, point.normal), point)
    return list(found.values())
