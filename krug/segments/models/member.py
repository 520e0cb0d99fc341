"""Who is in a segment, who came and went, and whose turn it is to be looked at again."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SegmentMember(models.Model):
    """`sort`: the person's place in lists, so that a page is read along one index. `since`: µs UTC."""

    segment = models.ForeignKey("segments.Segment", models.CASCADE, related_name="members")
    person = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    sort = models.CharField(max_length=80)
    since = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "person"], name="one_segment_member")]
        indexes = [models.Index(fields=["segment", "sort", "person"], name="segment_member_list")]

    def __str__(self) -> str:
        return f"{self.person_id} ∈ {self.segment_id}"


class SegmentMove(models.Model):
    """He came in or went out, when (µs UTC) and by what. Never changed."""

    class Why(models.TextChoices):
        NEWS = "news", pgettext_lazy("move", "A touch or an edit")
        TIME = "time", pgettext_lazy("move", "Time went by")
        RULE = "rule", pgettext_lazy("move", "The condition was changed")

    segment = models.ForeignKey("segments.Segment", models.CASCADE, related_name="moves")
    person = models.ForeignKey("customers.Person", models.CASCADE, related_name="+")
    entered = models.BooleanField()
    at = models.BigIntegerField()
    why = models.CharField(max_length=4, choices=Why.choices)

    class Meta:
        indexes = [models.Index(fields=["segment", "-id"], name="segment_move_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} {'→' if self.entered else '←'} {self.segment_id}"


class Mark(models.Model):
    """Something happened to this row (an identity, a person, an organisation): look at its persons again.

    One mark a happening, also when the row has one already: that one may be in somebody's hands by now.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    by_time = models.BooleanField(default=False, help_text="Nothing was written: a touch has become too old.")

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
