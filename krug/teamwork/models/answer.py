from django.db import models
from django.utils import timezone

from krug.teamwork.words import Question, Side


class Answer(models.Model):
    """What a department says to one question of a product. Only added: the newest of its side stands."""

    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    question = models.CharField(max_length=10, choices=Question.choices)
    text = models.TextField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["product", "side", "question", "-id"], name="answer_standing")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.side} {self.question}"
