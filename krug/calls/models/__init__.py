from krug.calls.models.call import Call, CallSaid, Leg, Todo
from krug.calls.models.provider import Extension, Line, Provider, RefusedBody
from krug.calls.models.screen import Screen

__all__ = ["Call", "CallSaid", "Extension", "Leg", "Line", "Provider", "RefusedBody", "Screen", "Todo"]
