"""Who sees what (docs/architecture.md, «Scopes»). Written by access actions alone."""

from django.db import models


class Scope(models.Model):
    """One set of rows: all of a territory, a team, a group, a unit, or one person's own."""

    class Kind(models.TextChoices):
        UNIT = "unit"
        TEAM = "team"
        TERRITORY = "territory"
        GROUP = "group"
        OWN = "own"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.BigIntegerField(help_text="Id of the unit, team, territory, group or user.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_scope")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class ScopeMember(models.Model):
    """A row (kind + id) in a scope. `sort` is the row's list order: lists page by this index alone."""

    scope = models.ForeignKey(Scope, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    sort = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row", "scope"], name="one_scope_member")]
        indexes = [models.Index(fields=["kind", "scope", "sort", "row"], name="scope_member_list")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row} ∈ {self.scope_id}"


class UserScope(models.Model):
    user = models.ForeignKey("access.User", models.CASCADE, related_name="user_scopes")
    scope = models.ForeignKey(Scope, models.CASCADE, related_name="users")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="one_user_scope")]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.scope_id}"
