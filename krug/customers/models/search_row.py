from django.db import models


class SearchRow(models.Model):
    """What a person or an organisation is found by: names, place, phones, e-mails in one writing.

    Kept by the actions. The database's trigram index over `text` is made by a migration.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="one_search_row")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
