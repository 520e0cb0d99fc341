"""A stretch of one browser's or app's doings without a pause of half an hour. Derived from events."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Session(models.Model):
    """`uid` is the episode of its touches. `thing`: the identity of the browser. Times µs UTC.

    Everything but uid, source and thing is folded from its events (krug.behaviour.sessions) and can be again.
    """

    class Origin(models.TextChoices):
        CAMPAIGN = "campaign", pgettext_lazy("session", "Campaign")
        AD = "ad", pgettext_lazy("session", "Advertisement")
        SEARCH = "search", pgettext_lazy("session", "Search")
        SOCIAL = "social", pgettext_lazy("session", "Social network")
        REFERRAL = "referral", pgettext_lazy("session", "Another site")
        DIRECT = "direct", pgettext_lazy("session", "Directly")

    class Device(models.TextChoices):
        DESKTOP = "desktop", pgettext_lazy("session", "Computer")
        PHONE = "phone", pgettext_lazy("session", "Phone")
        TABLET = "tablet", pgettext_lazy("session", "Tablet")
        PROGRAM = "program", pgettext_lazy("session", "Program")

    class Bot(models.TextChoices):
        NO = "", pgettext_lazy("session", "A person")
        AGENT = "agent", pgettext_lazy("session", "Says so itself")
        AUTOMATED = "automated", pgettext_lazy("session", "A remote-controlled browser")
        HASTE = "haste", pgettext_lazy("session", "Faster than a person")

    uid = models.UUIDField(unique=True)
    source = models.ForeignKey("behaviour.Source", models.PROTECT, related_name="+")
    thing = models.BigIntegerField()
    started_at = models.BigIntegerField()
    ended_at = models.BigIntegerField()
    events = models.IntegerField(default=0)
    views = models.IntegerField(default=0)
    landing = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.DIRECT)
    origin_at = models.BigIntegerField(null=True, help_text="When the event came that told where from.")
    campaign = models.CharField(max_length=200, blank=True)
    campaign_source = models.CharField(max_length=200, blank=True)
    campaign_medium = models.CharField(max_length=200, blank=True)
    device = models.CharField(max_length=7, choices=Device.choices, default=Device.PROGRAM)
    bot = models.CharField(max_length=9, choices=Bot.choices, default=Bot.NO, blank=True)

    class Meta:
        indexes = [models.Index(fields=["thing", "ended_at"], name="session_of_thing")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at}"
