from django.db import models

from krug.site.ids import uuid7


class Folder(models.Model):
    """A shelf of the knowledge base."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "parent", "name"], nulls_distinct=False, name="folder_name_here"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Deck(models.Model):
    """An interactive presentation. Contents are in versions; what people may have is what is published."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, blank=True, related_name="decks")
    title = models.CharField(max_length=160)
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
