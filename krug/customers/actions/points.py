"""Contact points of cards, written with the identities and links that follow from them."""

from collections.abc import Sequence
from typing import Any

from krug.customers import identities
from krug.customers.data import Point
from krug.customers.models import ContactPoint
from krug.customers.stitching.refresh import refresh_values
from krug.site import bulk


def put_points(of: str, points: Sequence[tuple[int, Point]], author: int | None, now: int) -> None:
    """Add contact points, (id, point), to persons or organisations (`of`). Time in µs."""
    rows = [(owner, str(point.kind), point.value, point.normal) for owner, point in points]
    bulk.insert(ContactPoint, (f"{of}_id", "kind", "value", "normal"), rows)
    if of == "organisation":
        # What is an organisation's own names nobody any more.
        refresh_values([(str(point.kind), point.normal) for _, point in points])
    else:
        wanted = [(owner, str(point.kind), point.normal) for owner, point in points]
        identities.link_points(wanted, author, now)


def replace_points(
    of: str, owner: int, kind: str, points: Sequence[Point], author: int | None, now: int
) -> None:
    """Make the phones (or e-mails) of one card exactly these; those that stay keep their rows."""
    held = {row.normal: row for row in ContactPoint.objects.filter(**{of: owner}, kind=kind)}
    wanted = {point.normal: point for point in points}
    gone = [row for normal, row in held.items() if normal not in wanted]
    ContactPoint.objects.filter(id__in=[row.id for row in gone]).delete()
    if of == "person" and gone:
        identities.unlink_points(owner, [(kind, row.normal) for row in gone], now)
    elif gone:
        refresh_values([(kind, row.normal) for row in gone])
    for normal, row in held.items():
        if normal in wanted and row.value != wanted[normal].value:
            ContactPoint.objects.filter(id=row.id).update(value=wanted[normal].value)
    put_points(of, [(owner, point) for point in points if point.normal not in held], author, now)


def values(of: str, owner: int, kind: str) -> list[str]:
    rows: Any = ContactPoint.objects.filter(**{of: owner}, kind=kind).order_by("id")
    return list(rows.values_list("value", flat=True))
