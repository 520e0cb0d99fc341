"""How the company is divided: business units, teams as a tree, territories, groups of people."""

from django.db import models

from krug.site.ids import uuid7


class Unit(models.Model):
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="team_name_in_unit")]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """A piece of the map. The team answers for it; people are assigned to it."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="territories")
    team = models.ForeignKey(Team, models.PROTECT, related_name="territories")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="territory_name_in_unit")]

    def __str__(self) -> str:
        return self.name


class TerritoryAssignment(models.Model):
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="assignments")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "user"], name="one_assignment")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.territory_id}"


class Group(models.Model):
    """People to whom materials are published."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="group_name_in_unit")]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="group_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="one_group_membership")]

    def __str__(self) -> str:
        return f"{self.user_id} ∈ {self.group_id}"
