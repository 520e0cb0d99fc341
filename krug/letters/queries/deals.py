"""The deal that a letter is about."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import cards_of
from krug.letters.models import Thread
from krug.letters.rules import only
from krug.sales.models import Deal, Participant
from krug.sales.words import Outcome


def only_deal(unit: int, seller: int | None, people: Sequence[Person]) -> Deal | None:
    """The only open deal of the seller with these customers; of anybody's, where there is no one seller."""
    rows = open_deals(people).filter(unit=unit)
    if seller:
        rows = rows.filter(owner=seller)
    found = only(rows.values_list("id", flat=True).distinct()[:2])
    return Deal.objects.get(pk=found) if found else None


def open_deals(people: Sequence[Person]) -> QuerySet[Deal]:
    group = [pk for one in people for pk in group_of(one)]
    places = {pk for one in people if one.organisation_id for pk in cards_of(one.organisation_id)}
    takes_part = Participant.objects.filter(person__in=group).values("deal")
    theirs = Q(person__in=group) | Q(pk__in=takes_part) | Q(organisation__in=places, person=None)
    return Deal.objects.filter(theirs, outcome=Outcome.OPEN)


def deals_for(thread: Thread, people: Sequence[Person]) -> QuerySet[Deal]:
    """Open deals of its customers, which it could be about."""
    return open_deals(people).filter(unit=thread.unit_id).distinct()
