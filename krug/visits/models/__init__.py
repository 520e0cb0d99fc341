from krug.visits.models.calendar_feed import CalendarFeed
from krug.visits.models.listener import Listener, ListenerAlias, Nameless
from krug.visits.models.player_event import PlayerEvent
from krug.visits.models.visit import Cancelling, Finish, Start, Visit

__all__ = [
    "CalendarFeed",
    "Cancelling",
    "Finish",
    "Listener",
    "ListenerAlias",
    "Nameless",
    "PlayerEvent",
    "Start",
    "Visit",
]
