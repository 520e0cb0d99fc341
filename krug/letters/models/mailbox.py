"""Mailboxes that Krug reads and writes through, and the servers it may reach for them."""

from django.db import models
from django.utils import timezone

from krug.letters.words import Security, Side, Stopped
from krug.site.ids import uuid7


class MailServer(models.Model):
    """A named recipient: no other mail server is ever spoken to. `unit` None: of every unit.

    `internal`: it may be of this machine or its network.
    """

    unit = models.ForeignKey("access.Unit", models.PROTECT, null=True, related_name="+")
    host = models.CharField(max_length=253)
    internal = models.BooleanField(default=False)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "host"], name="one_mail_server")]

    def __str__(self) -> str:
        return self.host


class Mailbox(models.Model):
    """`owner` None: shared by the team, or by the unit where there is no team.

    `failure`: a code of what is wrong (errors.TROUBLES), empty: the last reading went well. `next_at`: when
    it is read again. `kept`: letters that were kept of it. `passed`: those that could not be.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    owner = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="mailboxes")
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254, help_text="As it is compared: lower case.")
    name = models.CharField(max_length=120, help_text="Whose letters they are, as customers read it.")
    imap_host = models.CharField(max_length=253)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    smtp_host = models.CharField(max_length=253)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    login = models.CharField(max_length=254)
    secret = models.TextField(help_text="The password, encrypted.")
    signature = models.TextField(blank=True, default="")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    stopped = models.CharField(max_length=8, choices=Stopped.choices, blank=True, default=Stopped.NO)
    read_at = models.DateTimeField(null=True)
    kept = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=20, blank=True, default="")
    failure_said = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    next_at = models.DateTimeField(default=timezone.now)
    collects = models.BooleanField(default=False, help_text="Copies that people send of their letters.")
    sent_folder = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "address"], name="one_mailbox")]
        indexes = [
            models.Index(fields=["next_at"], name="mailbox_due", condition=models.Q(stopped="")),
        ]

    def __str__(self) -> str:
        return self.address


class MailFolder(models.Model):
    """How far a folder was read: `last_uid` of that UIDVALIDITY."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folders")
    side = models.CharField(max_length=3, choices=Side.choices)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "side"], name="one_folder_a_side")]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.side}"
