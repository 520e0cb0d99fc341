from django.db import models


class Intent(models.Model):
    """What a version is meant to bring, stated before it starts; the result is laid beside it."""

    class Measure(models.TextChoices):
        LIKES = "likes"
        REACH = "reach"
        SECONDS = "seconds"

    version = models.OneToOneField("decks.Version", models.CASCADE, related_name="intent")
    whom = models.CharField(max_length=160)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    slide_key = models.CharField(max_length=80, blank=True, default="")
    target = models.FloatField(help_text="Share 0…1 for likes and reach, seconds for time.")
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.measure} {self.target} by {self.until}"


class Publishing(models.Model):
    """A version given to a group. The newest publishing of a deck to a group is the one its people have."""

    version = models.ForeignKey("decks.Version", models.CASCADE, related_name="publishings")
    group = models.ForeignKey("access.Group", models.PROTECT, related_name="+")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.version_id} → {self.group_id}"


class Withdrawal(models.Model):
    """A publishing taken back (by hand, or because a newer version took its place)."""

    publishing = models.OneToOneField(Publishing, models.CASCADE, related_name="withdrawal")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.publishing_id} withdrawn"
