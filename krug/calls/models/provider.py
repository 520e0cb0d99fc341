"""Phone systems: how each is spoken with, whose its extensions and whose its numbers are."""

from django.db import models
from django.db.models.functions import Upper

from krug.site.ids import uuid7


class Provider(models.Model):
    """`adapter`: a folder of krug.calls.adapters. `token`: the secret part of the address that it sends to.

    `secret`: what proves that a message is the system's, or opens it to us; used as it is, so kept as it is.
    `settings`: what the adapter asks for besides. `stopped`: nothing is taken from it, nor asked of it.
    `trouble`: why it cannot be reached now, in words; `heard_at`: when it last said anything.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    adapter = models.CharField(max_length=20)
    token = models.CharField(max_length=64, unique=True)
    secret = models.CharField(max_length=200, blank=True, default="")
    settings = models.JSONField(default=dict)
    stopped = models.BooleanField(default=False)
    trouble = models.CharField(max_length=200, blank=True, default="")
    heard_at = models.DateTimeField(null=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """Whose it is at whom an extension (or a number behind it) rings."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="extensions")
    number = models.CharField(max_length=40)
    staff = models.ForeignKey("access.User", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("provider", Upper("number"), name="one_extension"),
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.staff_id}"


class Line(models.Model):
    """One of the company's numbers: of which unit it is, and the team that answers when nobody is named."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="lines")
    number = models.CharField(max_length=40, help_text="E.164, or as the phone system writes it.")
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "number"], name="one_line")]

    def __str__(self) -> str:
        return self.number


class RefusedBody(models.Model):
    """A message that was not taken, so that whoever sets it up sees why."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="refused")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["provider", "-id"], name="refused_of_provider")]

    def __str__(self) -> str:
        return self.reason
