from collections import defaultdict
from collections.abc import Collection

from krug.customers.models import ContactPoint

Points = dict[int, list[str]]


def points_of(owner: str, rows: Collection[int]) -> tuple[Points, Points]:
    """(phones, e-mails) of persons or organisations, as they were written, in the order they were entered."""
    phones: Points = defaultdict(list)
    emails: Points = defaultdict(list)
    points = ContactPoint.objects.filter(**{f"{owner}__in": rows}).order_by("id")
    for row, kind, value in points.values_list(owner, "kind", "value"):
        (phones if kind == ContactPoint.Kind.PHONE else emails)[row].append(value)
    return phones, emails
