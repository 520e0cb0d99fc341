from collections.abc import Collection, Mapping

from krug.customers.models import Organisation
from krug.sync.builders.points import points_of
from krug.sync.documents import Document


def documents(rows: Collection[int]) -> dict[int, Document]:
    cards = list(Organisation.objects.filter(pk__in=rows, canonical=None))
    group = {one.pk: one.pk for one in cards}
    merged = Organisation.objects.filter(canonical__in=rows).order_by("id").values_list("id", "canonical")
    group |= {id: root for id, root in merged if root}
    own, _emails = points_of("organisation", group)
    phones: dict[int, list[str]] = {root: [] for root in rows}
    for card, root in group.items():
        phones[root] += own[card]
    above = _above(group)
    return {
        one.pk: (
            one.uid,
            {
                "uid": str(one.uid),
                "name": one.name,
                "kind": one.kind,
                "city": one.city,
                "address": one.address,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "phones": phones[one.pk],
                "version": one.version,
                "parent": above.get(one.pk),
            },
        )
        for one in cards
    }


def _above(group: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """Survivor → what it, or else something merged into it, is part of. `group`: card → survivor."""
    rows = Organisation.objects.filter(pk__in=group, parent__isnull=False).select_related("parent__canonical")
    found: dict[int, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: (group[row.pk] != row.pk, row.pk)):
        if row.parent and row.parent.standing.pk != group[row.pk]:
            parent = row.parent.standing
            found.setdefault(group[row.pk], {"uid": str(parent.uid), "name": parent.name})
    return found
