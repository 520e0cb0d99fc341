"""What a source's events look like, counted as they come: which properties, of which types, how often."""

from django.db import models


class Shape(models.Model):
    """Events of one name of one source. `last_at` in µs UTC."""

    source = models.ForeignKey("behaviour.Source", models.CASCADE, related_name="shapes")
    kind = models.SmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    count = models.BigIntegerField(default=0)
    last_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "name"], name="one_shape")]

    def __str__(self) -> str:
        return self.name


class Property(models.Model):
    """One property of one type. `first_count`, `last_count`: the how-manieth event had it first and last."""

    shape = models.ForeignKey(Shape, models.CASCADE, related_name="properties")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=8)
    count = models.BigIntegerField(default=0)
    first_count = models.BigIntegerField(default=0)
    last_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shape", "name", "type"], name="one_property")]

    def __str__(self) -> str:
        return f"{self.name}: {self.type}"


class SourceDay(models.Model):
    """How many events a source sent on a day (UTC), taken and refused."""

    source = models.ForeignKey("behaviour.Source", models.CASCADE, related_name="days")
    day = models.DateField()
    taken = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "day"], name="one_source_day")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"
