"""Why an action on a visit was refused. Trying again with the same content gives the same answer."""

from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, KrugError


class VisitExists(Conflict):
    code = "visit_exists"
    title = _("Another visit already has this number.")


class NoCustomer(KrugError):
    code = "visit_without_customer"
    title = _("Choose whom you are going to: a person or an organisation.")


class WrongField(KrugError):
    code = "wrong_field"
    title = _("A field of the visit has a value it cannot have.")


class VisitCancelled(Conflict):
    code = "visit_cancelled"
    title = _("The visit has been cancelled.")


class VisitFinished(Conflict):
    code = "visit_finished"
    title = _("The visit is already finished.")


class UnknownListener(KrugError):
    code = "unknown_listener"
    title = _("This listener is not at the visit.")


class ListenerDiffers(Conflict):
    code = "listener_differs"
    title = _("This listener is already entered as someone else.")


class UnknownSlide(KrugError):
    code = "unknown_slide"
    title = _("There is no such slide.")


class EventDiffers(Conflict):
    code = "event_differs"
    title = _("This event was already taken with other content.")
