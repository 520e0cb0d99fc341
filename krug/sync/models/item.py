"""What devices should hold: one row as it travels, once for each scope it is in, and digests over them."""

from django.db import models


class Item(models.Model):
    scope = models.ForeignKey("access.Scope", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    uid = models.UUIDField()
    bucket = models.SmallIntegerField(help_text="First byte of SHA-256(uid), 0…255.")
    digest = models.BigIntegerField(help_text="First 8 bytes of SHA-256(kind, uid, body), signed.")
    body = models.BinaryField(help_text="The JSON that the device stores, UTF-8, compact.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row", "scope"], name="one_sync_item")]
        indexes = [models.Index(fields=["scope", "bucket"], name="sync_item_bucket")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Digest(models.Model):
    """XOR of the digests of a scope's bucket, kept incrementally; bucket −1 is the whole scope.

    A scope with a row for −1 is kept: its items follow every change. Others cost nothing until a device asks.
    """

    scope = models.ForeignKey("access.Scope", models.CASCADE, related_name="+")
    bucket = models.SmallIntegerField()
    digest = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "bucket"], name="one_sync_digest")]

    def __str__(self) -> str:
        return f"{self.scope_id}/{self.bucket}"


class Change(models.Model):
    """«This row must be looked at again», written in the transaction that changed it, deleted by who did.

    Never unique: a second mark while the first is being worked off must survive.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "row"], name="sync_change_row")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
