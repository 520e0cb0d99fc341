from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class Role(models.TextChoices):
    REP = "rep", _("Representative")
    SELLER = "seller", _("Seller")
    MANAGER = "manager", _("Sales manager")
    MARKETER = "marketer", _("Marketer")
    AGENT = "agent", _("Service agent")
    PRODUCTION = "production", _("Production")
    HEAD = "head", _("Head")
    ADMIN = "admin", _("Administrator")
    INTEGRATOR = "integrator", _("Integrator")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who works with Krug. One role, one unit; what he sees is his scopes (krug.access.scopes)."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=12, choices=Role.choices)
    unit = models.ForeignKey("access.Unit", models.PROTECT, null=True, blank=True, related_name="users")
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, blank=True, related_name="users")
    language = models.CharField(max_length=2, default="ru", choices=[("ru", "Русский"), ("en", "English")])
    time_zone = models.CharField(max_length=40, default="Europe/Moscow")
    is_active = models.BooleanField(default=True)
    scopes_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    # The permissions of the token he came with; None: the whole role. Never stored.
    limited_to: frozenset[str] | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's own admin is not used; libraries ask all the same."""
        return False
