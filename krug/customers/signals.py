"""What customers tell the domains above them."""

from django.dispatch import Signal

consent_said = Signal()
"""`purpose: Purpose, persons: set[int], since: datetime`: what counts for these has changed from then on.
Sent inside the transaction."""
