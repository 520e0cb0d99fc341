"""What rows said in own fields is destroyed: they were erased, or are no more."""

from collections.abc import Iterable

from django.db import transaction

from krug.fields.models import Choice, Field, Value
from krug.site.bulk import chunks


@transaction.atomic
def forget_values(kind: str, rows: Iterable[int]) -> int:
    """In retired fields too. How many values there were."""
    fields, gone = list(Field.objects.filter(kind=kind).values_list("id", flat=True)), 0
    for part in chunks(rows):
        Choice.objects.filter(row__in=part, option__field__in=fields).delete()
        gone += Value.objects.filter(row__in=part, field__in=fields).delete()[0]
    return gone
