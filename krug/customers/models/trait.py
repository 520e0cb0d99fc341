"""What is known of a customer beside his details: what he likes, when it suits him, why he buys elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.customers.models.affiliation import Source
from krug.site.ids import uuid7


class Trait(models.Model):
    """One thing that holds of a person until it is said not to; who took it away and when is kept."""

    class Kind(models.TextChoices):
        LIKES = "likes", pgettext_lazy("what is known", "Likes")
        DISLIKES = "dislikes", pgettext_lazy("what is known", "Dislikes")
        CHANNEL = "channel", pgettext_lazy("what is known", "Best reached by")
        HOURS = "hours", pgettext_lazy("what is known", "When it suits")
        WHY_HERE = "why_here", pgettext_lazy("what is known", "Buys from us because")
        WHY_THERE = "why_there", pgettext_lazy("what is known", "Buys elsewhere because")
        PARTNER = "partner", pgettext_lazy("what is known", "Tied to a partner")
        COMPETITOR = "competitor", pgettext_lazy("what is known", "Tied to a competitor")

    class Channel(models.TextChoices):
        VISIT = "visit", _("a visit")
        CALL = "call", _("a call")
        EMAIL = "email", _("an e-mail")
        MESSENGER = "messenger", _("a messenger")
        SMS = "sms", _("an SMS")
        VIDEO = "video", _("a video call")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    person = models.ForeignKey("customers.Person", models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=240, help_text="Of a channel: one of Channel.")
    key = models.CharField(max_length=80, editable=False, help_text="The text as compared.")
    source = models.CharField(max_length=6, choices=Source.choices, blank=True, default=Source.NONE)
    touch = models.UUIDField(null=True, blank=True, help_text="The touch that it was learnt from.")
    at = models.DateTimeField(help_text="When it was learnt, or last heard again.")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True, help_text="Since when it does not hold.")
    ended_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="trait_by_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"], condition=models.Q(until=None), name="trait_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"

    @property
    def shown(self) -> str:
        """The text as people read it."""
        return str(self.Channel(self.text).label) if self.kind == self.Kind.CHANNEL else self.text
