"""What a phone system that asks is told of a caller: his name, and who looks after him."""

from krug.calls.adapters.speaking import Known
from krug.calls.models import Call, Extension, Line, Provider
from krug.calls.numbers import e164
from krug.calls.queries.who import who_is
from krug.sales.models import Deal
from krug.sales.words import Outcome


def known(provider: Provider, written: str) -> Known:
    """Nothing of whom nobody knows. The name goes to the phone system's display."""
    number = e164(written)
    units = {provider.unit_id, *Line.objects.filter(provider=provider).values_list("unit", flat=True)}
    for unit in sorted(units):
        who = who_is(number, unit)
        if who.person is not None or who.organisation is not None:
            name = who.person.full_name if who.person else who.organisation.name if who.organisation else ""
            return Known(name[:60], _extension(provider, number, unit, who.person.pk if who.person else None))
    return Known()


def _extension(provider: Provider, number: str, unit: int, person: int | None) -> str:
    """Of the owner of his open deal; else of whoever talked with him last."""
    deals = (
        Deal.objects.filter(person=person, outcome=Outcome.OPEN, owner__is_active=True) if person else None
    )
    staff = deals.order_by("-pk").values_list("owner", flat=True).first() if deals is not None else None
    if staff is None:
        talks = Call.objects.filter(other=number, unit=unit, outcome="answered", staff__is_active=True)
        staff = talks.order_by("-started_at").values_list("staff", flat=True).first()
    mine = Extension.objects.filter(provider=provider, staff=staff) if staff else Extension.objects.none()
    return mine.order_by("pk").values_list("number", flat=True).first() or ""
