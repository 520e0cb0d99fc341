from django.db import transaction
from django.utils import timezone

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.visits.checks import REASON, check_text
from krug.visits.errors import VisitFinished
from krug.visits.models import Cancelling, Visit
from krug.visits.state import locked, state


def cancel_visit(author: User, visit: Visit, reason: str = "") -> Cancelling:
    """Call the visit off. Once finished it cannot be; cancelled twice, the first cancelling stays."""
    reason = check_text("reason", reason, REASON)
    with transaction.atomic():
        current = locked(visit)
        if state(current) == "cancelled":
            return current.cancelling
        if state(current) == "finished":
            raise VisitFinished(visit=str(visit.uid))
        made = Cancelling.objects.create(visit=current, at=timezone.now(), author=author, reason=reason)
        Visit.objects.filter(pk=visit.pk).update(version=current.version + 1)
        audit.record(author, "visit_cancelled", "visit", visit.pk, after={"reason": reason})
        announce("visit", {visit.pk})
        return made
