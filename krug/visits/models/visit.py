from django.db import models

from krug.site.ids import uuid7


class Visit(models.Model):
    """A meeting planned with a person or at an organisation. Its state is which of the rows below exist."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    staff = models.ForeignKey("access.User", models.PROTECT, related_name="visits")
    person = models.ForeignKey(
        "customers.Person", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    organisation = models.ForeignKey(
        "customers.Organisation", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    planned_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=15)
    goal = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    edited = models.JSONField(default=dict, help_text="Field → the version that its last edit made.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "planned_at"], name="visit_of_staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.planned_at:%F %R}"


class Start(models.Model):
    visit = models.OneToOneField(Visit, models.CASCADE, related_name="start")
    at = models.DateTimeField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.visit_id} started"


class Finish(models.Model):
    class Result(models.TextChoices):
        AGREED = "agreed"
        INTERESTED = "interested"
        NEUTRAL = "neutral"
        REFUSED = "refused"
        NOT_MET = "not_met"

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="finish")
    at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=Result.choices)
    next_step = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.result}"


class Cancelling(models.Model):
    visit = models.OneToOneField(Visit, models.CASCADE, related_name="cancelling")
    at = models.DateTimeField()
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.visit_id} cancelled"
