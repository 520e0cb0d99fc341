"""Who is in a segment, who came and went, and whose turn it is to be looked at again."""

from django.db import models
from django.utils.translation import pgettext_lazy

OF_ONE = models.Q(person__isnull=False, organisation=None) | models.Q(person=None, organisation__isnull=False)
OF_PLACE = models.Q(organisation__isnull=False)
"""Indexes of organisations leave persons out, of whom there may be millions."""


class SegmentMember(models.Model):
    """A person, or an organisation, as the segment's kind says.

    `sort`: its place in lists, so that a page is read along one index. `since`: µs UTC.
    """

    segment = models.ForeignKey("segments.Segment", models.CASCADE, related_name="members")
    person = models.ForeignKey("customers.Person", models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(
        "customers.Organisation", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    sort = models.CharField(max_length=80)
    since = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "person"], name="one_segment_member"),
            models.UniqueConstraint(
                fields=["organisation", "segment"], condition=OF_PLACE, name="one_segment_place"
            ),
            models.CheckConstraint(condition=OF_ONE, name="member_is_one"),
        ]
        indexes = [
            models.Index(fields=["segment", "sort", "person"], name="segment_member_list"),
            models.Index(
                fields=["segment", "sort", "organisation"], condition=OF_PLACE, name="segment_place_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.organisation_id} ∈ {self.segment_id}"


class SegmentMove(models.Model):
    """He came in or went out, when (µs UTC) and by what. Never changed."""

    class Why(models.TextChoices):
        NEWS = "news", pgettext_lazy("move", "A touch or an edit")
        TIME = "time", pgettext_lazy("move", "Time went by")
        RULE = "rule", pgettext_lazy("move", "The condition was changed")

    segment = models.ForeignKey("segments.Segment", models.CASCADE, related_name="moves")
    person = models.ForeignKey("customers.Person", models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(
        "customers.Organisation", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    entered = models.BooleanField()
    at = models.BigIntegerField()
    why = models.CharField(max_length=4, choices=Why.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=OF_ONE, name="move_is_of_one")]
        indexes = [
            models.Index(fields=["segment", "-id"], name="segment_move_newest"),
            models.Index(fields=["organisation"], condition=OF_PLACE, name="segment_move_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.organisation_id} {'→' if self.entered else '←'} {self.segment_id}"


class Mark(models.Model):
    """Something happened to this row: look again at whom it is about. `place`: an organisation as touches
    name it; `identity`: whose touches came or went; `person`, `organisation`: the card itself.

    One mark a happening, also when the row has one already: that one may be in somebody's hands by now.
    """

    kind = models.CharField(max_length=14)
    row = models.BigIntegerField()
    by_time = models.BooleanField(default=False, help_text="Nothing was written: a touch has become too old.")

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
