"""The demo company with an Asterisk at a port of this machine → JSON of a sign-in and of who may call."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.access.scopes import visible  # noqa: E402
from krug.bench.ring import SECRET  # noqa: E402
from krug.calls.actions.providers import add_extension, change, connect, stop  # noqa: E402
from krug.calls.models import Provider  # noqa: E402
from krug.customers.models import ContactPoint, Person  # noqa: E402
from krug.demo.company import load  # noqa: E402

NAME = "Asterisk of the measurement"


def main(port: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    credentials = load(lambda text: print(text, file=sys.stderr))
    emails = {email.split("@")[0]: email for _role, email in credentials.sign_ins}
    head, rep = (User.objects.get(email=emails[name]) for name in ("head", "rep"))
    for old in Provider.objects.filter(name=NAME):
        stop(head, old, True)
    made = connect(head, NAME, "asterisk")
    # The host is this machine, which an administrator alone may name.
    change(
        User.objects.get(email=emails["admin"]),
        made,
        NAME,
        SECRET,
        {"host": "127.0.0.1", "port": port, "user": "krug"},
    )
    other = User.objects.filter(unit=rep.unit, role=rep.role, is_active=True).exclude(pk=rep.pk)[0]
    for number, staff in (("101", rep), ("102", other)):
        add_extension(head, made, number, staff, timezone.now())
    told = {"email": rep.email, "password": credentials.password, "people": people(rep)}
    print(json.dumps(told))


def people(rep: User) -> list[tuple[str, str]]:
    """Customers of his whose number nobody else has."""
    seen = Person.objects.filter(pk__in=visible(rep, "person"), canonical=None)
    rows = ContactPoint.objects.filter(person__in=seen, kind=ContactPoint.Kind.PHONE).order_by("id")
    found = []
    for point in rows.select_related("person")[:200]:
        if point.person and ContactPoint.objects.filter(normal=point.normal).count() == 1:
            found.append((point.normal, point.person.full_name))
    return found[:60]


if __name__ == "__main__":
    main(sys.argv[1])
