from django.db import models


class ListChoice(models.Model):
    """How somebody likes a list to look: which columns, in which order."""

    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, help_text="What is listed: person or organisation.")
    columns = models.JSONField(default=list, help_text="Names of krug.customers.listing.columns.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_list_choice")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"
