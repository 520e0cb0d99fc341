"""A conversation with 1C: begun by checkauth, followed by its files."""

from django.db import models
from django.utils.translation import pgettext_lazy

from krug.site.ids import uuid7


class Exchange(models.Model):
    """`digest`: SHA-256 of the cookie. It ends with its token, or by itself after a day."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    token = models.ForeignKey("access.Token", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.uid)


class ExchangeFile(models.Model):
    """`said`: why it failed, as 1C shows it; or what was passed over."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("exchange", "Received")
        WAITING = "waiting", pgettext_lazy("exchange", "Being taken")
        DONE = "done", pgettext_lazy("exchange", "Taken")
        FAILED = "failed", pgettext_lazy("exchange", "Failed")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    said = models.TextField(blank=True, default="")
    taken = models.PositiveIntegerField(default=0, help_text="Products, customers and documents.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "name"], name="one_exchange_file")]

    def __str__(self) -> str:
        return self.name
