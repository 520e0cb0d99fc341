from django.db import models


class PlayerEvent(models.Model):
    """A raw event of the player, as it happened. Slide seconds are derived from these by
    krug.visits.rules.
    """

    class Kind(models.TextChoices):
        VISIBLE = "visible"
        HIDDEN = "hidden"
        TOUCHED = "touched"
        IDLE = "idle"
        BEAT = "beat"
        KILLED = "killed"
        REACTED = "reacted"
        ANSWERED = "answered"

    uid = models.UUIDField(unique=True, editable=False)
    visit = models.ForeignKey("visits.Visit", models.CASCADE, related_name="events")
    device = models.UUIDField()
    number = models.PositiveIntegerField(help_text="The device's own count within the visit.")
    at = models.BigIntegerField(help_text="µs UTC, corrected for the device's drift.")
    device_at = models.BigIntegerField(help_text="µs UTC as the device's clock had it.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    slide = models.ForeignKey("decks.Slide", models.PROTECT, related_name="+")
    listener = models.ForeignKey("visits.Listener", models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["visit", "at", "number"], name="event_of_visit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slide_id}"
