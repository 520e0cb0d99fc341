"""Lists can be sorted by more than the name: each row gets its place in the lists of each of its scopes."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone

CHUNK = 5_000


def fill(apps: Any, _schema: Any) -> None:
    Person, Organisation = apps.get_model("customers", "Person"), apps.get_model("customers", "Organisation")
    for kind, model, names in (
        ("person", Person, ("klass", "city", "created_at")),
        ("organisation", Organisation, ("city", "created_at")),
    ):
        model.objects.update(changed_at=F("created_at"))
        for members in _members(apps, kind):
            known = {row[0]: row[1:] for row in model.objects.filter(
                id__in={row for _id, _scope, row, _sort in members}
            ).values_list("id", *names)}
            places = [
                (scope, row, sort, *_sorted_by(known[row]))
                for _id, scope, row, sort in members
                if row in known
            ]
            apps.get_model("customers", "ListPlace").objects.bulk_create(
                [
                    apps.get_model("customers", "ListPlace")(
                        kind=kind, scope=scope, row=row, sort=sort, klass=klass, city=city, changed=changed
                    )
                    for scope, row, sort, klass, city, changed in places
                ],
                batch_size=500,
            )


def _members(apps: Any, kind: str) -> Iterator[list[Any]]:
    rows = apps.get_model("access", "ScopeMember").objects.filter(kind=kind).order_by("id")
    last = 0
    while found := list(rows.filter(id__gt=last).values_list("id", "scope_id", "row", "sort")[:CHUNK]):
        yield found
        last = found[-1][0]


def _sorted_by(row: tuple[Any, ...]) -> tuple[str, str, int]:
    *klass, city, created_at = row
    key = " ".join(city.casefold().replace("ё", "е").split())[:80]
    changed = round(created_at.timestamp() * 1_000_000)
    return (klass[0] if klass else "") or "z", f"0{key}" if key else "1", changed


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_viewings"),
        ("customers", "0020_worth"),
    ]
    operations = [
        migrations.AddField("person", "changed_at", models.DateTimeField(default=timezone.now, editable=False)),
        migrations.AddField(
            "organisation", "changed_at", models.DateTimeField(default=timezone.now, editable=False)
        ),
        migrations.CreateModel(
            name="ListPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.BigIntegerField()),
                ("kind", models.CharField(max_length=14)),
                ("row", models.BigIntegerField()),
                ("sort", models.CharField(max_length=80)),
                ("klass", models.CharField(blank=True, default="", max_length=1)),
                ("city", models.CharField(max_length=81)),
                ("changed", models.BigIntegerField(help_text="µs UTC")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "scope", "klass", "sort", "row"], name="list_by_class"),
                    models.Index(fields=["kind", "scope", "city", "sort", "row"], name="list_by_city"),
                    models.Index(fields=["kind", "scope", "changed", "row"], name="list_by_changed"),
                    models.Index(fields=["kind", "scope", "row"], name="list_by_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "row", "scope"), name="one_list_place")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
