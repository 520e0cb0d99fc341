from datetime import datetime

from django.db import transaction

from krug.access import audit
from krug.access.models import User
from krug.access.signals import announce
from krug.visits.checks import check_place
from krug.visits.data import Place
from krug.visits.models import Start, Visit
from krug.visits.state import open_visit, state


def start_visit(author: User, visit: Visit, at: datetime, place: Place | None = None) -> Start:
    """The rep is there. Started twice, the first start stays."""
    check_place(place)
    with transaction.atomic():
        current = open_visit(visit)
        if state(current) == "started":
            return current.start
        latitude, longitude = (place.latitude, place.longitude) if place else (None, None)
        made = Start.objects.create(visit=current, at=at, latitude=latitude, longitude=longitude)
        audit.record(author, "visit_started", "visit", visit.pk, after={"at": at})
        announce("visit", {visit.pk})
        return made
