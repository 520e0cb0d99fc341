"""How long customers nobody needs any more are kept: the rule of a unit, and whom it proposes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRule(models.Model):
    """`months` without any contact, and no purpose that still holds: then it is proposed, or erased."""

    class Mode(models.TextChoices):
        OFF = "off", _("Only count them here")
        PROPOSE = "propose", _("Propose them")
        ERASE = "erase", _("Propose them, and erase two weeks later")

    unit = models.OneToOneField("access.Unit", models.PROTECT, related_name="retention_rule")
    months = models.PositiveSmallIntegerField(default=36)
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.OFF)
    run_at = models.DateTimeField(null=True, blank=True)
    proposed = models.PositiveIntegerField(default=0, help_text="By the last run, newly.")
    erased = models.PositiveIntegerField(default=0, help_text="By the last run.")

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.months} months, {self.mode}"


class Outlived(models.Model):
    """A customer whom the rule proposes; the row goes when a contact or a consent comes."""

    person = models.OneToOneField("customers.Person", models.CASCADE, related_name="outlived")
    last_contact = models.DateTimeField()
    proposed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["proposed_at", "id"], name="outlived_by_age")]

    def __str__(self) -> str:
        return str(self.person_id)
