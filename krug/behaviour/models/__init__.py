from krug.behaviour.models.company import Belonging, Deciding
from krug.behaviour.models.event import Event, Refused, Undated
from krug.behaviour.models.session import Session
from krug.behaviour.models.shape import Property, Shape, SourceDay
from krug.behaviour.models.source import Closing, Source, WriteKey

__all__ = [
    "Belonging",
    "Closing",
    "Deciding",
    "Event",
    "Property",
    "Refused",
    "Session",
    "Shape",
    "Source",
    "SourceDay",
    "Undated",
    "WriteKey",
]
