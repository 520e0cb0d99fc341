"""What was sent, as it was sent: the evidence from which touches, sessions and links are derived."""

from django.db import models


class Event(models.Model):
    """One event taken. All times are µs UTC: `at` is corrected, `stated_at` and `sent_at` are the sender's.

    `uid` is also the id of its touch, where it left one (identify, group and alias leave none).
    """

    class Kind(models.IntegerChoices):
        IDENTIFY = 1
        TRACK = 2
        PAGE = 3
        SCREEN = 4
        GROUP = 5
        ALIAS = 6

    uid = models.UUIDField(unique=True)
    source = models.ForeignKey("behaviour.Source", models.PROTECT, related_name="+", db_index=False)
    kind = models.SmallIntegerField(choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    identity = models.BigIntegerField()
    at = models.BigIntegerField()
    stated_at = models.BigIntegerField(null=True)
    sent_at = models.BigIntegerField(null=True)
    received_at = models.BigIntegerField()
    message_id = models.CharField(max_length=120)
    episode = models.UUIDField(null=True)
    agent = models.CharField(max_length=300, blank=True)
    payload = models.TextField(help_text="JSON: what the event held besides ids and times.")

    class Meta:
        indexes = [
            models.Index(fields=["source", "id"], name="event_of_source"),
            models.Index(fields=["identity", "at"], name="event_of_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Refused(models.Model):
    """An event, or a whole request, that was not taken, with the reason; `payload` as far as it is kept."""

    uid = models.UUIDField(unique=True)
    source = models.ForeignKey("behaviour.Source", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=200, blank=True)
    received_at = models.BigIntegerField()
    payload = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "id"], name="refused_of_source")]

    def __str__(self) -> str:
        return self.reason


class Undated(models.Model):
    """When a message without a time of its own came first, so that its repetition gets the same id."""

    source = models.ForeignKey("behaviour.Source", models.CASCADE, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=16)
    first_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="one_undated")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.first_at}"
