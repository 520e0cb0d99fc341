"""The nightly walk over customers whom nobody needs any more, and its rule."""

from datetime import datetime

from django.db import transaction

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.models import Unit
from krug.access.rules import Permission
from krug.customers.actions.erase import erase_person, finish_erasures
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Outlived, RetentionRule
from krug.customers.privacy.rules import GRACE
from krug.customers.queries.retention import outlived_of

A_NIGHT = 500
"""Erased by the rule in one night: a wrong rule is noticed before it has done much."""
MOST_MONTHS = 1200


@transaction.atomic
def set_retention(author: Author, unit: Unit, months: int, mode: str) -> RetentionRule:
    """Raises NotAllowed, Invalid. What was proposed under another rule is looked at anew by the next run."""
    require(author, Permission.ANSWER_SUBJECTS)
    if author is not None and author.unit_id not in (None, unit.pk):
        raise NotAllowed
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid([FieldError("months", months, "out_of_range", f"1 – {MOST_MONTHS}")])
    if mode not in RetentionRule.Mode.values:
        raise Invalid([FieldError("mode", mode, "unknown_choice", mode)])
    rule, _made = RetentionRule.objects.select_for_update().get_or_create(unit=unit)
    before, after = {"months": rule.months, "mode": rule.mode}, {"months": months, "mode": mode}
    if before != after:
        rule.months, rule.mode = months, mode
        rule.save(update_fields=["months", "mode"])
        audit.record(author, "retention_set", "unit", unit.pk, before, after)
    return rule


def run_retention(rule: RetentionRule, now: datetime) -> RetentionRule:
    """Proposes whom the rule means, lets go of whom it no longer means, erases whose time of grace is over.

    Each erasure is a transaction of its own: killed in between, the next night goes on.
    """
    meant = dict(outlived_of(rule, now)) if rule.mode != RetentionRule.Mode.OFF else {}
    held = Outlived.objects.filter(person__unit=rule.unit_id)
    with transaction.atomic():
        held.exclude(person__in=meant).delete()
        known = set(held.values_list("person", flat=True))
        new = [
            Outlived(person_id=person, last_contact=last, proposed_at=now)
            for person, last in meant.items()
            if person not in known
        ]
        Outlived.objects.bulk_create(new, batch_size=500)
    rule.proposed, rule.erased, rule.run_at = len(new), 0, now
    if rule.mode == RetentionRule.Mode.ERASE:
        rule.erased = _erase(rule, now)
    rule.save(update_fields=["proposed", "erased", "run_at"])
    return rule


def _erase(rule: RetentionRule, now: datetime) -> int:
    due = Outlived.objects.filter(person__unit=rule.unit_id, proposed_at__lte=now - GRACE)
    made = []
    for one in due.select_related("person").order_by("proposed_at", "id")[:A_NIGHT]:
        made.append(erase_person(None, one.person, "retention", finish=False))
        one.delete()
    finish_erasures(made)
    return len(made)
