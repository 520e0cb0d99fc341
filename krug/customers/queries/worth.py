"""What a customer is worth and how he feels about us, as his card says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.customers.models import Counting, Person, Worth
from krug.customers.queries.identity import IdentitySpan
from krug.customers.worth.rules import FELT, Attitude, attitude
from krug.site.clock import moment
from krug.touches.queries import felt


@dataclass(frozen=True, slots=True)
class Value:
    """`counted_at`: when buyers were last compared; what was bought since then is not in it."""

    worth: Worth
    last_at: datetime
    counted_at: datetime | None


def value_of(person: Person) -> Value | None:
    """None: he has bought nothing that was counted."""
    worth = next(iter(Worth.objects.filter(person=person.pk)), None)
    if worth is None:
        return None
    counted = Counting.objects.filter(unit=worth.unit_id).values_list("at", flat=True).first()
    return Value(worth, moment(worth.last_at), counted)


def attitude_of(spans: Sequence[IdentitySpan]) -> Attitude:
    return attitude(felt(spans, FELT))
