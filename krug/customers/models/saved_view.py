"""Views of lists that somebody keeps: for himself, for his team, for the unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.access.models import Role
from krug.site.ids import uuid7


class SavedView(models.Model):
    class Share(models.TextChoices):
        OWN = "own", _("Only me")
        TEAM = "team", _("My team")
        UNIT = "unit", _("The whole business unit")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, help_text="What is listed: person or organisation.")
    name = models.CharField(max_length=80)
    share = models.CharField(max_length=4, choices=Share.choices, default=Share.OWN)
    team = models.ForeignKey("access.Team", models.CASCADE, null=True, blank=True, related_name="+")
    schema = models.PositiveSmallIntegerField(default=1)
    meant = models.JSONField(help_text="krug.customers.listing.meant.Meant")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "name"], name="saved_view_by_name")]

    def __str__(self) -> str:
        return self.name


class ViewRemoval(models.Model):
    """Nobody sees it any more, until the removal is taken back."""

    view = models.OneToOneField(SavedView, models.CASCADE, related_name="removal")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.view_id} removed"


class RoleView(models.Model):
    """What everybody of a role begins with when he opens a list."""

    unit = models.ForeignKey("access.Unit", models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    kind = models.CharField(max_length=14)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="roles")
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "role", "kind"], name="one_view_of_role")]

    def __str__(self) -> str:
        return f"{self.role}: {self.view_id}"
