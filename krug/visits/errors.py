"""Why an action on a visit was refused. Trying again with the same content gives the same answer."""

from django.utils.translation import gettext_lazy as _

from krug.access.errors import KrugError


class VisitRefused(KrugError):
    """Base of this domain's refusals."""

    code = "visit_refused"


class VisitExists(VisitRefused):
    code = "visit_exists"
    status = 409
    title = _("Another visit already has this number.")


class NoCustomer(VisitRefused):
    code = "visit_without_customer"
    title = _("Choose whom you are going to: a person or an organisation.")


class WrongField(VisitRefused):
    code = "wrong_field"
    title = _("A field of the visit has a value it cannot have.")


class VisitCancelled(VisitRefused):
    code = "visit_cancelled"
    status = 409
    title = _("The visit has been cancelled.")


class VisitFinished(VisitRefused):
    code = "visit_finished"
    status = 409
    title = _("The visit is already finished.")


class UnknownListener(VisitRefused):
    code = "unknown_listener"
    title = _("This listener is not at the visit.")


class ListenerDiffers(VisitRefused):
    code = "listener_differs"
    status = 409
    title = _("This listener is already entered as someone else.")


class UnknownSlide(VisitRefused):
    code = "unknown_slide"
    title = _("There is no such slide.")


class EventDiffers(VisitRefused):
    code = "event_differs"
    status = 409
    title = _("This event was already taken with other content.")
