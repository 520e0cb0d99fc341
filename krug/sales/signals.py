"""What sales tell the domains above."""

from django.dispatch import Signal

all_handed_over = Signal()
"""`leaver: User, owner: User, author`: all open deals of somebody are another's. After the last batch."""
