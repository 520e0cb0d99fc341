from django.db import models


class ListPlace(models.Model):
    """Where a row stands in the lists of one scope, by what they can be sorted by besides the name.

    Derived from the row and its scopes (krug.customers.listing.places). What has no index here is no sort.
    """

    scope = models.BigIntegerField()
    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    sort = models.CharField(max_length=80)
    klass = models.CharField(max_length=1, blank=True, default="")
    city = models.CharField(max_length=81)
    changed = models.BigIntegerField(help_text="µs UTC")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row", "scope"], name="one_list_place")]
        indexes = [
            models.Index(fields=["kind", "scope", "klass", "sort", "row"], name="list_by_class"),
            models.Index(fields=["kind", "scope", "city", "sort", "row"], name="list_by_city"),
            models.Index(fields=["kind", "scope", "changed", "row"], name="list_by_changed"),
            models.Index(fields=["kind", "scope", "row"], name="list_by_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row} in {self.scope}"
