from django.db import models


class StoredAnswer(models.Model):
    """What was answered to a POST with an Idempotency-Key, so that the same request gets the same answer."""

    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of method, address and content.")
    status = models.PositiveSmallIntegerField(default=0)
    type = models.CharField(max_length=80, default="")
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_to_a_key")]
        indexes = [models.Index(fields=["user", "at"], name="answer_age")]

    def __str__(self) -> str:
        return self.key
