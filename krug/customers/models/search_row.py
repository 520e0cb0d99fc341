from django.db import models


class SearchRow(models.Model):
    """What a person or an organisation is found by: names, place, phones, e-mails and scopes in one writing.

    Kept by the actions. The database's word index over `text` is made by a migration (krug.customers.search).
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="one_search_row")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"


class SearchWord(models.Model):
    """Every word that names were ever written with, once: misspelt queries look here, not at rows.

    Words nobody has any more stay: they only cost a lookup.
    """

    word = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.word
