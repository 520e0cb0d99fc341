"""Letters of running deals: asked, answered, offered. Made by the actions; no mail server is ever reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from krug.access.models import User
from krug.customers.models import ContactPoint
from krug.demo.story import SEED
from krug.letters.actions import allow_servers, connect_mailbox, keep_letter, stop_mailbox
from krug.letters.data import MailboxData
from krug.letters.mail.parsing import Head, Parsed, key_of
from krug.letters.models import Mailbox
from krug.letters.words import Kind, Side
from krug.sales.models import Deal
from krug.sales.words import Outcome

SERVERS = ["imap.demo.example", "smtp.demo.example"]
THREADS = 16
SUBJECTS = (
    "Поставка на следующий месяц",
    "Условия и отсрочка",
    "Прайс и остатки",
    "Обучение первостольников",
)
TALK = (
    (
        "out",
        "Здравствуйте! Как договаривались, пишу по поводу поставки. Какие позиции нужны первыми?",
    ),
    ("in", "Добрый день! Нужны обе дозировки, по 40 упаковок. Какая отсрочка возможна?"),
    ("out", "Отсрочка 30 дней при заказе от 50 000 ₽. Расчёт пришлю сегодня, доставка — во вторник."),
    ("in", "Спасибо, нас устраивает. Жду расчёт, покажу директору."),
)
AWAY = "Меня нет на месте до понедельника. По срочным вопросам звоните заведующей."


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of the correspondence."""

    name: str
    address: str


def make(head: User, now: datetime) -> int:
    """How many letters."""
    random = Random(f"{SEED}/letters/{now.date()}")  # noqa: S311
    deals = Deal.objects.filter(unit=head.unit_id, outcome=Outcome.OPEN, person__isnull=False)
    chosen = list(deals.select_related("person", "owner").order_by("owner", "-id")[: 4 * THREADS])
    addresses = _addresses([one.person_id or 0 for one in chosen])
    written = [one for one in chosen if one.person_id in addresses][:THREADS]
    allow_servers(head, SERVERS)
    boxes = {owner.pk: _box(owner) for owner in {one.owner for one in written}}
    count = 0
    for number, deal in enumerate(written):
        count += _thread(random, boxes[deal.owner_id], deal, addresses[deal.person_id or 0], number, now)
    for box in boxes.values():
        # There is no such server: it is never asked.
        stop_mailbox(None, box)
    return count


def _addresses(people: Sequence[int]) -> dict[int, str]:
    rows = ContactPoint.objects.filter(person__in=people, kind=ContactPoint.Kind.EMAIL).order_by("-id")
    return {person or 0: address for person, address in rows.values_list("person", "normal")}


def _box(owner: User) -> Mailbox:
    imap, smtp = SERVERS
    data = MailboxData(owner.email, owner.name, imap, smtp, password="demo", signature=owner.name)  # noqa: S106
    return connect_mailbox(owner, data)


def _thread(random: Random, box: Mailbox, deal: Deal, address: str, number: int, now: datetime) -> int:
    person = deal.person
    assert person
    us, him = _Side(box.name, box.address), _Side(person.full_name, address)
    subject, at = (
        random.choice(SUBJECTS),
        max(deal.opened_at, now - timedelta(days=6)) + timedelta(minutes=20),
    )
    ids: list[str] = []
    talk = list(TALK[: random.choice((1, 2, 3, 4, 4))]) + ([("in", AWAY)] if number == 3 else [])
    for side, text in talk:
        if at >= now:
            break
        sender, to = (us, him) if side == Side.OUT else (him, us)
        ids.append(f"{deal.uid}.{len(ids)}@demo.example")
        away = text == AWAY
        said = subject if len(ids) == 1 else f"Re: {subject}"
        head = _head(sender, to, ids, said, at, Kind.AUTOMATIC if away else Kind.LETTER)
        keep_letter(box, side, Parsed(head, text, text), now, deal)
        at += timedelta(hours=random.randint(1, 7))
    return len(ids)


def _head(sender: _Side, to: _Side, ids: list[str], subject: str, at: datetime, kind: str) -> Head:
    *before, own = ids
    return Head(
        key=key_of(own, sender.address, at, b""),
        message_id=own,
        in_reply_to=before[-1:],
        references=before,
        sender=(sender.name, sender.address),
        to=[(to.name, to.address)],
        cc=[],
        told=[],
        subject=subject,
        at=at.replace(microsecond=0),
        kind=kind,
    )
