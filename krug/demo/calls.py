"""A phone system to try a ring with, a week of calls, and a few that nobody answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from krug.access.models import Role, Team, User
from krug.calls.actions.hear import hear
from krug.calls.actions.providers import add_extension, add_line, connect
from krug.calls.actions.work import after_call
from krug.calls.adapters.speaking import Event
from krug.calls.course import Said
from krug.calls.models import Call, Provider
from krug.calls.words import What
from krug.customers.models import ContactPoint
from krug.demo.deals import working_hour
from krug.demo.story import SEED
from krug.sales.models import Deal

CALLS, STAFF = 40, 8
NUMBER = "+74950000001"
STRANGERS = ("+79990001101", "+79990001102")
NOTES = (
    "Попросила прислать договор", "Уточнил остатки, готовы повторить заказ", "Просит скидку за объём",
    "Перенесли встречу на четверг", "Спрашивала о сроке годности партии", "",
)  # fmt: skip


def make(head: User, now: datetime) -> int:
    """With customers of running deals. Returns how many calls there are."""
    random = Random(f"{SEED}/calls/{now.date()}")  # noqa: S311
    provider = _connected(head, now)
    reps = User.objects.filter(unit=head.unit, role=Role.REP, is_active=True).order_by("id")[:STAFF]
    extensions = {rep.pk: str(101 + at) for at, rep in enumerate(reps)}
    for rep in reps:
        add_extension(head, provider, extensions[rep.pk], rep, now)
    deals = _deals(list(extensions))
    numbers = _numbers(deals)
    for number in range(min(CALLS, len(deals) * 3)):
        deal = deals[number % len(deals)] if number else deals[0]
        if deal.person_id not in numbers:
            continue
        at = working_hour(random, now - timedelta(days=random.randint(1, 7)))
        at += timedelta(minutes=random.randint(0, 59), days=0 if at < now - timedelta(hours=1) else -3)
        _call(random, provider, deal, numbers[deal.person_id], extensions[deal.owner_id], number, at, now)
    _vain(provider, deals, numbers, extensions, now)
    return Call.objects.filter(provider=provider).count()


def _connected(head: User, now: datetime) -> Provider:
    made = connect(head, "Пробная телефония", "demo")
    assert head.unit is not None
    team = Team.objects.filter(unit=head.unit, users__role=Role.REP).order_by("id").first()
    add_line(head, made, NUMBER, head.unit, team, now)
    return made


def _deals(staff: Sequence[int]) -> list[Deal]:
    rows = Deal.objects.filter(owner__in=staff, outcome="open", person__isnull=False)
    return list(rows.select_related("owner").order_by("owner", "id"))


def _numbers(deals: Sequence[Deal]) -> dict[int | None, str]:
    people = {deal.person_id for deal in deals}
    rows = ContactPoint.objects.filter(person__in=people, kind=ContactPoint.Kind.PHONE).order_by("-id")
    return dict(rows.values_list("person", "normal"))


def _call(
    random: Random,
    provider: Provider,
    deal: Deal,
    number: str,
    extension: str,
    key: int,
    at: datetime,
    now: datetime,
) -> None:
    way = random.choice(("in", "out", "out"))
    talked, seconds = random.random() < 0.8, random.randint(35, 600)
    said = [Said(at, What.RINGING, extension, way, number, NUMBER)]
    if talked:
        said.append(Said(at + timedelta(seconds=8), What.ANSWERED, extension))
    said.append(Said(at + timedelta(seconds=8 + seconds if talked else 25), What.ENDED))
    # All at once, as a phone system that was not heard for a while tells them.
    (call,) = hear(provider, [Event(f"demo-{key}", one) for one in said], now)
    after_call(deal.owner, call, random.choice(NOTES) if talked else "", "", None, None, "", now)


def _vain(
    provider: Provider,
    deals: Sequence[Deal],
    numbers: dict[int | None, str],
    extensions: dict[int, str],
    now: datetime,
) -> None:
    """This morning: one customer of the first rep's, and strangers at the team's number."""
    first = next((deal for deal in deals if deal.person_id in numbers), None)
    if first is not None:
        _missed(provider, "vain-0", numbers[first.person_id], extensions[first.owner_id], now, 12)
    for at, stranger in enumerate(STRANGERS):
        _missed(provider, f"vain-{at + 1}", stranger, "100", now, 25 + at)


def _missed(provider: Provider, key: str, number: str, extension: str, now: datetime, ago: int) -> None:
    at = now - timedelta(minutes=ago)
    said = [
        Said(at, What.RINGING, extension, "in", number, NUMBER),
        Said(at + timedelta(seconds=25), What.MISSED),
    ]
    hear(provider, [Event(key, one) for one in said], now)
