"""What follows when something that belongs to a card is written beside it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from krug.access import audit
from krug.access.signals import announce
from krug.customers.actions.surroundings import Author
from krug.customers.listing import places
from krug.customers.models import Person


def worked_on(
    author: Author, verb: str, person: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Audited under the person, so that his erasure finds it; the card grows a version as after any edit, so
    that whoever takes an import back sees that it was worked on; tablets get it anew.
    """
    audit.record(author, verb, "person", person, before, after)
    now = timezone.now()
    Person.objects.filter(pk=person).update(version=F("version") + 1, changed_at=now)
    root = Person.objects.filter(pk=person).values_list("canonical", flat=True).first()
    places.changed("person", {root or person}, now)
    announce("person", {root or person})
