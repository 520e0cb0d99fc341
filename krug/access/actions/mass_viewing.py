"""Somebody looks through the base: told to those responsible, who clear it or shut him out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.audit import record
from krug.access.errors import NotAllowed
from krug.access.models import Clearing, MassViewing, User, Viewing
from krug.access.tasks import send_mass_viewing_letters


@transaction.atomic
def report_mass_viewing(user: User, rows: int, hours: int) -> MassViewing:
    """`rows` customers in `hours` hours. From now on he is slowed."""
    made = MassViewing.objects.create(user=user, at=timezone.now(), rows=rows, hours=hours)
    record(user, "mass_viewing", "user", user.pk, after={"rows": rows, "hours": hours})
    send_mass_viewing_letters.enqueue(made.pk)
    return made


@transaction.atomic
def clear_mass_viewing(author: User | None, viewing: MassViewing) -> Clearing:
    """It was work: he goes on at once, and what he has seen so far counts no more. Again is no change.

    Raises NotAllowed; nobody clears his own.
    """
    demand(author, viewing.user.unit_id)
    if author is not None and author.pk == viewing.user_id:
        raise NotAllowed(_("Ask another administrator to do this."))
    made, new = Clearing.objects.get_or_create(viewing=viewing, defaults={"author": author})
    if new:
        Viewing.objects.filter(user=viewing.user).delete()
        record(author, "mass_viewing_cleared", "user", viewing.user_id)
    return made
