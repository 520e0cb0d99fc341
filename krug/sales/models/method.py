"""A sales method of a unit. What holds for a deal is a published version, which never changes."""

from django.db import models

from krug.sales.contract import SCHEMA, Contract, read
from krug.site.ids import uuid7


class Method(models.Model):
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "name"], name="method_by_name")]

    def __str__(self) -> str:
        return self.name


class MethodVersion(models.Model):
    """`number` grows by one; the last one may be a draft. `edits` grows with every change of the draft."""

    method = models.ForeignKey(Method, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    contract = models.JSONField(help_text="krug.sales.contract.Contract")
    edits = models.PositiveIntegerField(default=0)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["method", "number"], name="one_method_version")]

    def __str__(self) -> str:
        return f"{self.method_id} № {self.number}"

    @property
    def meant(self) -> Contract:
        return read(self.contract)

    @property
    def is_published(self) -> bool:
        return hasattr(self, "publication")


class Publication(models.Model):
    """From then on the version holds for new deals, until another one is published."""

    version = models.OneToOneField(MethodVersion, models.CASCADE, related_name="publication")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, blank=True, default="", help_text="What was changed and why.")

    def __str__(self) -> str:
        return f"{self.version_id} published"


class Retirement(models.Model):
    """No new deals by this method; those that run go on."""

    method = models.OneToOneField(Method, models.CASCADE, related_name="retirement")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.method_id} retired"
