from django.db import models


class Command(models.Model):
    """What a device asked for. Each is taken once; a refused one is kept with its reason and can be
    mended.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        REFUSED = "refused"

    uid = models.UUIDField(unique=True)
    device = models.ForeignKey("sync.Device", models.PROTECT, related_name="commands")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    based_on = models.PositiveIntegerField(null=True)
    depends_on = models.UUIDField(null=True)
    device_at = models.BigIntegerField(help_text="µs UTC by the device's clock.")
    received_at = models.DateTimeField(auto_now_add=True)
    digest = models.BinaryField(
        max_length=32, help_text="SHA-256 of kind and payload: same uid, other content is refused."
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.CharField(max_length=40, blank=True, default="")
    message = models.CharField(max_length=300, blank=True, default="")
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"


class FieldConflict(models.Model):
    """The same field edited from two sides: the server's order decided, both values are kept and shown."""

    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    kept = models.JSONField()
    other = models.JSONField()
    command = models.ForeignKey(Command, models.PROTECT, null=True, related_name="+")
    other_author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.object_kind}:{self.object_id}.{self.field}"


class Settling(models.Model):
    """A conflict somebody has looked at: whichever value he chose stands, and nobody needs to look again."""

    conflict = models.OneToOneField(FieldConflict, models.CASCADE, related_name="settling")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    other_chosen = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.conflict_id} settled"
