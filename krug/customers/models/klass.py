from django.db import models
from django.utils.translation import gettext_lazy as _


class Klass(models.TextChoices):
    """How much a customer is worth working for."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    NONE = "", _("No class")
