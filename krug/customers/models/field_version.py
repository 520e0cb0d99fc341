from django.db import models


class FieldVersion(models.Model):
    """At which version of the row a field was last edited, and by whom: tells an edit from an old base."""

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    field = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row", "field"], name="one_field_version")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}.{self.field} v{self.version}"
