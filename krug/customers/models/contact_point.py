from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactPoint(models.Model):
    """A phone or an e-mail as written (`value`) and as compared (`normal`: E.164, lower case)."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")

    person = models.ForeignKey(
        "customers.Person", models.CASCADE, null=True, blank=True, related_name="contact_points"
    )
    organisation = models.ForeignKey(
        "customers.Organisation", models.CASCADE, null=True, blank=True, related_name="contact_points"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=160)
    normal = models.CharField(max_length=160, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(organisation__isnull=False),
                name="contact_point_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.value
