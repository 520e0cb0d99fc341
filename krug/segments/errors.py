from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, WrongInput


class GoesInCircles(WrongInput):
    code = "segment_in_circles"
    title = _("A segment cannot be a part of itself")


class SegmentGone(WrongInput):
    code = "segment_gone"
    title = _("A segment that this one speaks of is not there any more")


class NotOfThisKind(WrongInput):
    code = "part_not_of_this_kind"
    title = _("This cannot be asked here: customers and organisations are asked of different things")


class FieldGone(WrongInput):
    """Of another unit, retired, unknown, or hidden from whoever asks: one answer, so that none tells more."""

    code = "own_field_gone"
    title = _("An own field that this condition asks about is not in use")


class OptionGone(WrongInput):
    code = "own_option_gone"
    title = _("The own field's list has no such entry")


class DoesNotFit(WrongInput):
    code = "own_test_does_not_fit"
    title = _("This cannot be asked of an own field of that type")


class PurposeGone(WrongInput):
    code = "purpose_gone"
    title = _("There is no such purpose in this business unit")


class SegmentInUse(Conflict):
    code = "segment_in_use"
    title = _("Other segments speak of this one")
