"""Letters as they are kept, in threads. Which touch each left is written with whom it was exchanged."""

from django.db import models

from krug.letters.words import Kind, Side, Tied
from krug.site.ids import uuid7


class Thread(models.Model):
    """Letters that answer one another. `closed`: erased, nothing is added to it any more.

    `private`: read by those alone whose mailbox it went through.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    deal = models.ForeignKey("sales.Deal", models.PROTECT, null=True, related_name="threads")
    tied = models.CharField(max_length=8, choices=Tied.choices, blank=True, default=Tied.NO)
    private = models.BooleanField(default=False)
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["deal", "-last_at"], name="thread_of_deal")]

    def __str__(self) -> str:
        return self.subject


class Reference(models.Model):
    """A Message-ID that a kept letter has or names: what names it too belongs to the thread."""

    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=250)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="references")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "message_id"], name="one_thread_a_message")]

    def __str__(self) -> str:
        return self.message_id


class Letter(models.Model):
    """One letter, once in a unit however many mailboxes have it. `key`: parsing.key_of.

    `text`: its plain text, whole; `fresh`: what was written anew in it. `staff`: our side of it.
    `cut`: it was longer than is kept.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="letters")
    key = models.CharField(max_length=64)
    message_id = models.CharField(max_length=250, blank=True, default="")
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.LETTER)
    side = models.CharField(max_length=3, choices=Side.choices, help_text="Came to us, or went from us.")
    sender = models.CharField(max_length=254)
    sender_name = models.CharField(max_length=200, blank=True, default="")
    to = models.JSONField(default=list, help_text="[[name, address]]")
    cc = models.JSONField(default=list)
    references = models.JSONField(default=list, help_text="Message-IDs it names, the oldest first.")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    fresh = models.TextField(blank=True, default="")
    cut = models.BooleanField(default=False)
    staff = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="one_letter")]
        indexes = [models.Index(fields=["thread", "at"], name="letter_of_thread")]

    def __str__(self) -> str:
        return self.subject

    @property
    def recipients(self) -> list[str]:
        """Addresses, each once."""
        return list(dict.fromkeys(address for _name, address in [*self.to, *self.cc]))


class Copy(models.Model):
    """A mailbox that has the letter."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="copies")
    mailbox = models.ForeignKey("letters.Mailbox", models.PROTECT, related_name="copies")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "mailbox"], name="one_copy_a_mailbox")]

    def __str__(self) -> str:
        return f"{self.letter_id} in {self.mailbox_id}"


class Correspondent(models.Model):
    """A customer who wrote it or was written to. `touch`: what the log has of it; None: it is no answer."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="correspondents")
    person = models.ForeignKey("customers.Person", models.PROTECT, related_name="correspondence")
    identity = models.ForeignKey("customers.Identity", models.PROTECT, related_name="+")
    touch = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "person"], name="one_correspondent")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.letter_id}"


class Attachment(models.Model):
    """A file that came with a letter. `sha256` empty: only its name was kept."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)

    def __str__(self) -> str:
        return self.name
