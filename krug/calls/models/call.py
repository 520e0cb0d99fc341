"""A call, what was said of it, at whom it rings, and what is left to do after it."""

from django.db import models

from krug.calls.words import Outcome, State, Way, What
from krug.site.ids import uuid7


class Call(models.Model):
    """State, times and outcome follow from `CallSaid` (krug.calls.course), written by one action alone.

    `other`: the customer's number, E.164 where it is one; `ours`: ours, as `Line` has it. `staff`: who
    talked, called, or at whom alone it rang. `person`: who it was, once that is certain or was chosen; else
    the number speaks. `touch`: what it left in the log. `due_at`: when time alone ends it.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    provider = models.ForeignKey("calls.Provider", models.PROTECT, related_name="calls")
    external = models.CharField(max_length=120, help_text="The phone system's own name of it.")
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    line = models.ForeignKey("calls.Line", models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=3, choices=Way.choices, default=Way.IN)
    other = models.CharField(max_length=40, blank=True, default="")
    ours = models.CharField(max_length=40, blank=True, default="")
    staff = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("customers.Organisation", models.SET_NULL, null=True, related_name="+")
    chosen = models.BooleanField(default=False, help_text="Somebody said who it was.")
    deal = models.ForeignKey("sales.Deal", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.RINGING)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    told = models.CharField(
        max_length=8,
        choices=Outcome.choices,
        blank=True,
        default="",
        help_text="How it ended, by who was there.",
    )
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    recording = models.CharField(max_length=500, blank=True, default="")
    note = models.TextField(blank=True, default="")
    touch = models.UUIDField(null=True)
    touched = models.TextField(blank=True, default="", help_text="What the touch says, to tell a change.")
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "external"], name="one_call")]
        indexes = [
            models.Index(fields=["staff", "-started_at", "-id"], name="call_of_staff"),
            models.Index(fields=["unit", "-started_at", "-id"], name="call_of_unit"),
            models.Index(fields=["other", "-started_at"], name="call_of_number"),
            models.Index(fields=["person", "-started_at"], name="call_of_person"),
            models.Index(fields=["due_at"], name="call_by_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.other}"


class CallSaid(models.Model):
    """One thing the phone system said; the same again changes nothing."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="said")
    at = models.DateTimeField()
    what = models.CharField(max_length=8, choices=What.choices)
    extension = models.CharField(max_length=40, blank=True, default="")
    way = models.CharField(max_length=3, blank=True, default="")
    other = models.CharField(max_length=40, blank=True, default="")
    ours = models.CharField(max_length=40, blank=True, default="")
    result = models.CharField(max_length=8, blank=True, default="")
    seconds = models.FloatField(null=True)
    recording = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "what", "extension", "at"], name="said_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.extension}"


class Leg(models.Model):
    """A call as one colleague has it on his screen, until he puts it away."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs")
    staff = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    ringing = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "staff"], name="one_leg")]
        indexes = [
            models.Index(fields=["staff"], name="leg_open", condition=models.Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.call_id} at {self.staff_id}"


class Todo(models.Model):
    """What a call leaves to do: call back whom nobody answered, or the next step that was agreed.

    `owner` None: anybody's of the line's team, or of the unit where the line has none. `settled`: the call
    that did it, None: somebody did by hand.
    """

    class Kind(models.TextChoices):
        BACK = "back", "back"
        STEP = "step", "step"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="todos")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    owner = models.ForeignKey("access.User", models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    settled = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_todo")]
        indexes = [
            models.Index(
                fields=["owner", "due_at"], name="todo_open", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.call_id}"
