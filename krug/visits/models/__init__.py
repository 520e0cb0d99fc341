from krug.visits.models.player_event import PlayerEvent
from krug.visits.models.visit import Cancelling, Finish, Listener, Start, Visit

__all__ = ["Cancelling", "Finish", "Listener", "PlayerEvent", "Start", "Visit"]
