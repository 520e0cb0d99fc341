"""Customers whom no purpose needs any more, counted without changing anything."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from krug.access.models import User
from krug.access.scopes import only_seen
from krug.customers.models import Consent, Outlived, Person, Purpose, RetentionRule
from krug.customers.privacy.rules import MONTH, Need, outlived
from krug.customers.queries.consents import may_contact_many
from krug.customers.queries.identity import identities_of_many
from krug.site.clock import moment
from krug.touches.queries import last_at

CHUNK = 1_000


def outlived_of(rule: RetentionRule, now: datetime) -> Iterator[tuple[int, datetime]]:
    """(person, last contact) of every survivor of the unit whom the rule means. In chunks: a nightly walk."""
    purposes = list(Purpose.objects.filter(unit=rule.unit_id))
    old = Person.objects.filter(
        unit=rule.unit_id, canonical=None, erased=None, created_at__lt=now - rule.months * MONTH
    )
    ids = list(old.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        roots = ids[start : start + CHUNK]
        last = last_contacts(roots)
        allowed = {one.pk: may_contact_many(roots, one.code) for one in purposes}
        for root in roots:
            needs = [Need(root in allowed[one.pk], one.retention) for one in purposes]
            if outlived(needs, last[root], now, rule.months):
                yield root, last[root]


def last_contacts(roots: list[int]) -> dict[int, datetime]:
    """The newest touch, consent or making of the card, of all who were merged."""
    group = {
        pk: (canonical or pk, made)
        for pk, canonical, made in Person.objects.filter(
            Q(pk__in=roots) | Q(canonical__in=roots)
        ).values_list("id", "canonical", "created_at")
    }
    found: dict[int, datetime] = {}
    for root, made in group.values():
        found[root] = max(found.get(root, made), made)
    for person, at in Consent.objects.filter(person__in=group).values_list("person", "at"):
        root = group[person][0]
        found[root] = max(found[root], at)
    spans = identities_of_many(roots)
    newest = last_at({identity for own in spans.values() for identity, _since, _until in own})
    for root, own in spans.items():
        # A touch after the identity became another's is no contact with him; the span's end bounds it.
        for identity, _since, until in own:
            if identity in newest:
                last = newest[identity]
                found[root] = max(found[root], moment(last if until is None else min(last, until)))
    return found


def proposals(viewer: User) -> Iterator[Outlived]:
    """Whom the rule proposes, longest silent first, of those the viewer sees."""
    seen = only_seen(viewer, Person.objects.filter(outlived__isnull=False))
    rows = Outlived.objects.filter(person__in=seen.values("id")).select_related("person__organisation")
    return rows.order_by("last_contact", "id").iterator()
