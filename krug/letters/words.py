"""The closed lists of letters. Values are stored for ever: add words, never change or reuse one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Security(TextChoices):
    """How a mail server is spoken to. `PLAIN`: inside the house alone."""

    TLS = "tls", _("TLS from the beginning")
    STARTTLS = "starttls", _("STARTTLS")
    PLAIN = "plain", _("Not encrypted")


class Side(TextChoices):
    """Which folder: what came, or what went."""

    IN = "in", _("Inbox")
    OUT = "out", pgettext_lazy("folder", "Sent")


class Kind(TextChoices):
    """`AUTOMATIC`: «I am on holiday» (RFC 3834). `BOUNCE`: it could not be delivered (RFC 3464)."""

    LETTER = "letter", pgettext_lazy("kind of a letter", "Letter")
    AUTOMATIC = "automatic", pgettext_lazy("kind of a letter", "Automatic answer")
    BOUNCE = "bounce", pgettext_lazy("kind of a letter", "Came back")


class Tied(TextChoices):
    """Why a thread is a deal's."""

    NO = "", ""
    WRITTEN = "written", _("Written from the deal")
    ONLY = "only", _("The only open deal with this customer")
    HAND = "hand", _("Tied by hand")


class Stopped(TextChoices):
    NO = "", ""
    HAND = "hand", _("Stopped by hand")
    PASSWORD = "password", _("Stopped: the server does not take the password")
    LEFT = "left", _("Stopped: its owner handed his work over")


class State(TextChoices):
    """Of what is written here. `UNKNOWN`: the server may have it; only its Sent folder can tell."""

    DRAFT = "draft", pgettext_lazy("state of a letter", "Draft")
    QUEUED = "queued", pgettext_lazy("state of a letter", "Waits to be sent")
    SENDING = "sending", pgettext_lazy("state of a letter", "Being sent")
    SENT = "sent", pgettext_lazy("state of a letter", "Sent")
    FAILED = "failed", pgettext_lazy("state of a letter", "Not sent")
    UNKNOWN = "unknown", pgettext_lazy("state of a letter", "Perhaps sent")
