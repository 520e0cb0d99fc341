"""What keeps the reading copy true: what changed since, and which database it was made of."""

from django.db import models

from krug.site.ids import uuid7


class Change(models.Model):
    """A row of a watched table changed: rows of dimensions with this key are read anew. Written by triggers.

    `tx`: on PostgreSQL the writing transaction, as in the log of touches. Personal data is none here: ids.
    """

    source = models.CharField(max_length=16)
    key = models.BigIntegerField()
    tx = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Stamp(models.Model):
    """Files of dimensions were made of this very database: a restored older one does not have the row.

    `place`: the folder they are in. `mark`: changes from there on must be kept for them.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    place = models.UUIDField()
    mark = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.uid)
