from django.db import transaction

from krug.access.audit import record
from krug.segments.actions.write import Author, count_again, hold, speaking_of
from krug.segments.errors import SegmentInUse
from krug.segments.models import Freezing, Removal, Segment


@transaction.atomic
def freeze(author: Author, segment: Segment) -> None:
    """Its members stay who they are now; again is no change."""
    held = hold(author, segment)
    _row, made = Freezing.objects.get_or_create(segment=held, defaults={"author": author})
    if made:
        record(author, "freeze", "segment", held.pk)
        count_again(held)


@transaction.atomic
def thaw(author: Author, segment: Segment) -> None:
    """It follows its condition again; who comes in or goes by that is written down."""
    held = hold(author, segment)
    gone, _by_model = Freezing.objects.filter(segment=held).delete()
    if gone:
        record(author, "thaw", "segment", held.pk)
        count_again(held)


@transaction.atomic
def remove(author: Author, segment: Segment) -> None:
    """Nobody sees it any more. Raises SegmentInUse while others speak of it."""
    held = hold(author, segment)
    others = Segment.objects.filter(uid__in=speaking_of(held)).order_by("name")
    if others:
        raise SegmentInUse(", ".join(f"«{one.name}»" for one in others))
    _row, made = Removal.objects.get_or_create(segment=held, defaults={"author": author})
    if made:
        record(author, "remove", "segment", held.pk)


@transaction.atomic
def restore(author: Author, segment: Segment) -> None:
    """The removal is taken back; its members are counted anew."""
    held = hold(author, segment)
    gone, _by_model = Removal.objects.filter(segment=held).delete()
    if gone:
        record(author, "restore", "segment", held.pk)
        count_again(held)
