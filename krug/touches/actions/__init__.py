"""The only ways to write into the log."""

from krug.touches.actions.append import Appended, append
from krug.touches.actions.extend import extend
from krug.touches.actions.forget_words import forget_words
from krug.touches.actions.replace import replace
from krug.touches.actions.retract import retract

__all__ = ["Appended", "append", "extend", "forget_words", "replace", "retract"]
