"""What is written in Krug, from the first word of a draft until the mail server has it."""

from django.db import models
from django.utils import timezone

from krug.letters.words import State
from krug.site.ids import uuid7


class Outgoing(models.Model):
    """`letter`: what stands in the thread once it was sent. `filed`: the Sent folder has it.

    `version` grows with each change: together with `window` it keeps two pages from writing over each other.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    mailbox = models.ForeignKey("letters.Mailbox", models.PROTECT, related_name="outgoing")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    person = models.ForeignKey("customers.Person", models.PROTECT, null=True, related_name="+")
    deal = models.ForeignKey("sales.Deal", models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey("letters.Letter", models.SET_NULL, null=True, related_name="+")
    letter = models.ForeignKey("letters.Letter", models.CASCADE, null=True, related_name="+")
    to = models.TextField(blank=True, default="", help_text="Addresses as they were typed.")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    reason = models.CharField(max_length=300, blank=True, default="")
    message_id = models.CharField(max_length=250, blank=True, default="")
    dated_at = models.DateTimeField(null=True, help_text="Its date, the same at every attempt.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    filed = models.BooleanField(default=False)
    window = models.CharField(max_length=40, blank=True, default="", help_text="The page that saved it last.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="outgoing_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["author", "state"], name="outgoing_of_author"),
        ]

    def __str__(self) -> str:
        return self.subject
