"""`reworded(field: Field)`: what its values say is another thing now; inside that transaction."""

from django.dispatch import Signal

reworded = Signal()
