"""What a row says in a field. Typed columns with an index each: why, docs/decisions/own-fields.md."""

from django.db import models


class Value(models.Model):
    """One field of one row. Emptied it stays, so that a later edit knows which version it was based on.

    `number`: ten-thousandths of a number or a sum; a date's days since 1970; 1 or 0 of yes or no.
    What was chosen of a list are rows of Choice.
    """

    field = models.ForeignKey("fields.Field", models.PROTECT, db_index=False, related_name="+")
    row = models.BigIntegerField()
    text = models.TextField(blank=True, default="")
    key = models.CharField(max_length=80, blank=True, default="", help_text="The text as compared.")
    number = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        # Of every kind a row has few values: a card reads its own by `row` alone.
        constraints = [models.UniqueConstraint(fields=["row", "field"], name="one_value")]
        indexes = [
            models.Index(fields=["field", "key", "row"], condition=~models.Q(key=""), name="value_by_text"),
            models.Index(
                fields=["field", "number", "row"],
                condition=models.Q(number__isnull=False),
                name="value_by_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.row}"


class Choice(models.Model):
    option = models.ForeignKey("fields.Option", models.PROTECT, db_index=False, related_name="+")
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "option"], name="one_choice")]
        indexes = [models.Index(fields=["option", "row"], name="choice_by_option")]

    def __str__(self) -> str:
        return f"{self.option_id} of {self.row}"
