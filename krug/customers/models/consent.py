"""What personal data may be used for, and what customers said about it. Rows are added, never rewritten."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from krug.site.ids import uuid7


class Purpose(models.Model):
    """What a business unit wants personal data for: one document and one consent each (152-FZ, article 9)."""

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        CONTRACT = "contract", _("Contract with the customer")
        LAW = "law", _("Demanded by law")
        INTEREST = "interest", _("Legitimate interest")

    class Without(models.TextChoices):
        NAMELESS = "nameless", _("Kept without a name")
        NOTHING = "nothing", _("Not kept")

    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="purposes")
    code = models.SlugField(max_length=30)
    name_ru = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.CONSENT)
    slides = models.BooleanField(
        default=False, help_text="Of the unit's purposes the one that names on showings go by."
    )
    site = models.BooleanField(
        default=False, help_text="The one that names on what sites and apps send go by."
    )
    without = models.CharField(
        max_length=8,
        choices=Without.choices,
        default=Without.NAMELESS,
        help_text="What becomes of it where he does not allow it.",
    )
    retention = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Months after the last contact that this purpose holds; empty: no end.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="one_purpose_code"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(slides=True), name="one_purpose_of_slides"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(site=True), name="one_purpose_of_site"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_ru


class PurposeText(models.Model):
    """The document that is agreed to. Another wording is another version: consents name the one they saw."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="one_text_version")]

    def __str__(self) -> str:
        return f"{self.purpose_id} v{self.number}"


class Consent(models.Model):
    """`given` or withdrawn, in what way, with what proves it. `person`: the card it was said on."""

    class Way(models.TextChoices):
        PAPER = "paper", _("On paper")
        LETTER = "letter", _("By letter")
        SITE = "site", _("On the site")
        TABLET = "tablet", _("On the tablet")
        SPOKEN = "spoken", _("In words, to the rep")
        SIGNED = "signed", _("Signed on the screen")
        CALL = "call", _("By phone")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    person = models.ForeignKey("customers.Person", models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="consents")
    text = models.ForeignKey(PurposeText, models.PROTECT, null=True, related_name="+")
    given = models.BooleanField()
    way = models.CharField(max_length=8, choices=Way.choices)
    at = models.DateTimeField(help_text="When the customer said so.")
    proof = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.purpose_id}: {'given' if self.given else 'withdrawn'}"


class ConsentCover(models.Model):
    """Whom it was said for: all who were merged into the card at that moment, its own person among them."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="covers")
    person = models.ForeignKey("customers.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "consent"], name="covered_once")]

    def __str__(self) -> str:
        return f"{self.consent_id} covers {self.person_id}"


class ConsentSignature(models.Model):
    """What the customer drew under the text with his finger: strokes in a box of 600 × 200, as SVG's path."""

    consent = models.OneToOneField(Consent, models.CASCADE, related_name="signature")
    path = models.TextField()

    def __str__(self) -> str:
        return f"{self.consent_id} signed"


class ConsentUndoing(models.Model):
    """A consent or withdrawal written by mistake, taken back by whoever wrote it: it never counted."""

    consent = models.OneToOneField(Consent, models.CASCADE, related_name="undoing")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.consent_id} undone"
