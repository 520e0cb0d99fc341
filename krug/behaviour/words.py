"""What the pages call kinds, types and reasons."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from krug.behaviour.models import Event

KINDS = {
    Event.Kind.IDENTIFY: pgettext_lazy("event", "Named himself"),
    Event.Kind.TRACK: pgettext_lazy("event", "Did something"),
    Event.Kind.PAGE: pgettext_lazy("event", "Page"),
    Event.Kind.SCREEN: pgettext_lazy("event", "Screen"),
    Event.Kind.GROUP: pgettext_lazy("event", "Company named"),
    Event.Kind.ALIAS: pgettext_lazy("event", "Two ids are one"),
}
TYPES = {
    "text": pgettext_lazy("type", "text"),
    "number": pgettext_lazy("type", "number"),
    "boolean": pgettext_lazy("type", "yes or no"),
    "date": pgettext_lazy("type", "date"),
    "list": pgettext_lazy("type", "list"),
    "object": pgettext_lazy("type", "group of fields"),
    "empty": pgettext_lazy("type", "empty"),
}
REASONS = {
    "too_many_events": pgettext_lazy("refused", "More than 2,500 events in one request"),
    "event_too_large": pgettext_lazy("refused", "The event is larger than 32 KB"),
    "too_large": pgettext_lazy("refused", "The request is larger than 500 KB"),
    "origin_not_allowed": pgettext_lazy("refused", "The page's site is not among the allowed ones"),
    "bad_json": pgettext_lazy("refused", "The request is not JSON"),
    "bad_gzip": pgettext_lazy("refused", "The request is not packed as it says"),
    "not_an_object": pgettext_lazy("refused", "There is no event in it"),
    "no_batch": pgettext_lazy("refused", "The batch has no list of events"),
    "unknown_type": pgettext_lazy("refused", "An unknown type of event"),
    "nobody": pgettext_lazy("refused", "Neither userId nor anonymousId is given"),
    "no_event_name": pgettext_lazy("refused", "The event has no name"),
    "no_group": pgettext_lazy("refused", "groupId is missing"),
    "no_previous_id": pgettext_lazy("refused", "previousId is missing"),
}


def reason_text(reason: str) -> str:
    if reason in REASONS:
        return str(REASONS[reason])
    field = reason.partition(":")[2]
    if reason.startswith("touch:"):
        return _("The field “{field}” cannot be kept").format(field=field)
    return _("Krug itself failed at this event ({fault})").format(fault=field or reason)
