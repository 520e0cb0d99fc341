"""Which deals are to be looked at now: those of whom something happened to, and those whose clock ran out."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q

from krug.customers.models import Affiliation, Person
from krug.customers.queries import canonicals_of, owners_of
from krug.sales.actions.judge import judge
from krug.sales.marks import IDENTITY
from krug.sales.models import Deal, DealMark, Line
from krug.sales.words import Outcome
from krug.site.bulk import chunks
from krug.touches.queries import replaced_of

log = logging.getLogger("krug.sales")
ROUND = 5_000


def watch(now: datetime) -> int:
    """Works off all marks and everything that is due. Returns changes written."""
    changes, last = 0, 0
    while taken := list(DealMark.objects.order_by("id").values_list("id", "kind", "row")[:ROUND]):
        changes += _judge(_deals(taken), now)
        for ids in chunks((mark[0] for mark in taken), ROUND):
            DealMark.objects.filter(id__in=ids).delete()
    while due := list(
        Deal.objects.filter(due_at__lt=now, pk__gt=last).order_by("id").values_list("id", flat=True)[:ROUND]
    ):
        changes += _judge(due, now)
        last = due[-1]
    return changes


def _judge(deals: Collection[int], now: datetime) -> int:
    """One that cannot be judged is said so in the log and keeps none of the others from it."""
    try:
        return judge(deals, now)
    except Exception:
        log.exception("Deals are judged one by one: one of %d has failed", len(deals))
    changes = 0
    for deal in sorted(deals):
        try:
            changes += judge([deal], now)
        except Exception:
            log.exception("Deal %d cannot be judged", deal)
    return changes


def _deals(taken: Sequence[tuple[int, str, int]]) -> set[int]:
    identities = {row for _id, kind, row in taken if kind == IDENTITY}
    people = {row for _id, kind, row in taken if kind == "person"}
    people |= owners_of(identities | replaced_of(identities))
    people |= set(canonicals_of(people).values())
    found = _deals_at({row for _id, kind, row in taken if kind == "organisation"})
    found |= _deals_with({row for _id, kind, row in taken if kind == "product"})
    for chunk in chunks(people):
        group = set(
            Person.objects.filter(Q(pk__in=chunk) | Q(canonical__in=chunk)).values_list("id", flat=True)
        )
        found |= _deals_of(group)
    return found


def _deals_at(places: Collection[int]) -> set[int]:
    """Of these organisations, of those merged into them and of those that they were merged into."""
    found: set[int] = set()
    for chunk in chunks(places):
        own = (
            Q(organisation__in=chunk)
            | Q(organisation__canonical__in=chunk)
            | Q(organisation__absorbed__in=chunk)
        )
        found |= set(Deal.objects.filter(own, person=None).values_list("id", flat=True))
    return found


def _deals_with(products: Collection[int]) -> set[int]:
    """Running deals with these products, or with what is an option of them."""
    found: set[int] = set()
    for chunk in chunks(products):
        lines = Line.objects.filter(Q(product__in=chunk) | Q(product__parent__in=chunk))
        found |= set(lines.filter(deal__outcome=Outcome.OPEN).values_list("deal", flat=True))
    return found


def _deals_of(people: Collection[int]) -> set[int]:
    """Where they are the customer, take part, work or worked at the customer's: who left proves no more."""
    found: set[int] = set()
    for chunk in chunks(people):
        where = Q(person__in=chunk) | Q(participants__person__in=chunk)
        found |= set(Deal.objects.filter(where).values_list("id", flat=True))
        places = Affiliation.objects.filter(person__in=chunk).values("organisation")
        rows = Deal.objects.filter(
            Q(organisation__in=places) | Q(organisation__absorbed__in=places), person=None
        )
        found |= set(rows.values_list("id", flat=True))
    return found
