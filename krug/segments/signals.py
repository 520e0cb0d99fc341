"""`moved(segment: int, kind: str, entered: set[int], left: set[int])`: rows of that kind; inside its
transaction.
"""

from django.dispatch import Signal

moved = Signal()
