"""`moved(segment: int, entered: set[int], left: set[int])`: persons; inside its transaction."""

from django.dispatch import Signal

moved = Signal()
