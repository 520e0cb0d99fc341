"""Every change of a visit, whichever door it comes through."""

from krug.visits.actions.cancel import cancel_visit
from krug.visits.actions.change import Changed, change_visit
from krug.visits.actions.events import Recorded, record_events
from krug.visits.actions.finish import finish_visit
from krug.visits.actions.listeners import add_listeners
from krug.visits.actions.load import load_visits
from krug.visits.actions.nameless import show_nameless
from krug.visits.actions.note import add_note
from krug.visits.actions.plan import plan_visit, plan_visits
from krug.visits.actions.start import start_visit

__all__ = [
    "Changed",
    "Recorded",
    "add_listeners",
    "add_note",
    "cancel_visit",
    "change_visit",
    "finish_visit",
    "load_visits",
    "plan_visit",
    "plan_visits",
    "record_events",
    "show_nameless",
    "start_visit",
]
