"""Letters that somebody sends a copy of: his own address for that, and what came there from others."""

from django.db import models

from krug.site.ids import uuid7


class CopyAddress(models.Model):
    """`token` stands behind a plus in the address of a collecting mailbox. A new one ends the old."""

    user = models.OneToOneField("access.User", models.CASCADE, related_name="+")
    token = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"of {self.user_id}"


class Aside(models.Model):
    """Came to somebody's address from an address that is not known to be his: he says whether it is."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    mailbox = models.ForeignKey("letters.Mailbox", models.CASCADE, related_name="+")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    raw = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "key"], name="one_letter_aside")]

    def __str__(self) -> str:
        return self.subject
