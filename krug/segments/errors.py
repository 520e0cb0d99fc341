from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, WrongInput


class GoesInCircles(WrongInput):
    code = "segment_in_circles"
    title = _("A segment cannot be a part of itself")


class SegmentGone(WrongInput):
    code = "segment_gone"
    title = _("A segment that this one speaks of is not there any more")


class SegmentInUse(Conflict):
    code = "segment_in_use"
    title = _("Other segments speak of this one")
