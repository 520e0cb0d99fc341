from collections.abc import Collection

from krug.customers.models import Organisation
from krug.sync.builders.points import points_of
from krug.sync.documents import Document


def documents(rows: Collection[int]) -> dict[int, Document]:
    phones, _emails = points_of("organisation", rows)
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
                "parent": {"uid": str(one.parent.uid), "name": one.parent.name} if one.parent else None,
            },
        )
        for one in Organisation.objects.filter(pk__in=rows).select_related("parent")
    }
