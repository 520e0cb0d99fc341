"""`appended(identities: set[int])`: sent by append and retract, inside their transaction."""

from django.dispatch import Signal

appended = Signal()
