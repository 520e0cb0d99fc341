"""Proposals are made, go out, are read and answered."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from krug.access import audit
from krug.access.errors import Conflict, NotAllowed
from krug.access.models import Role, Unit, User
from krug.access.rules import Permission, may
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.sales.actions.held import Author, Held, hold
from krug.sales.actions.parts import short, tell, wrong
from krug.sales.models import Deal, Proposal, ProposalFile, ProposalTemplate
from krug.sales.proposing import paper as papers
from krug.sales.proposing.paper import Paper, Row
from krug.sales.words import Kind, Outcome, Reply
from krug.site import writing
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb

AGAIN = timedelta(minutes=30)
"""Opened again so soon it is the same reading."""
MOST_DAYS = 365
MOST_REPLIES = 50
"""Of one deal: whoever has a link fills no journal with questions."""
LOGO_BYTES, LOGO_SIDE = 2 * 1024 * 1024, 1200
PIXELS = 40_000_000
LENGTHS = {"seller": 200, "details": 1000, "intro": papers.LONG, "terms": papers.LONG}


@dataclass(frozen=True, slots=True)
class ProposalData:
    """`days`: for how many it holds. `language` "": its author's. Lines and sums are the deal's of now."""

    person: Person | None = None
    intro: str = ""
    terms: str = ""
    days: int = 14
    language: str = ""
    uid: UUID | None = None


@transaction.atomic
def make_proposal(author: User, deal: Deal, data: ProposalData) -> Proposal:
    """A paper of what the deal holds now; it does not go out by that. With a uid that is there: that one.

    Raises Invalid, NotAllowed, Closed.
    """
    held = hold(author, deal)
    if data.uid and (known := Proposal.objects.filter(uid=data.uid, deal=held.deal).first()):
        return known
    if not 1 <= data.days <= MOST_DAYS:
        raise wrong("days", data.days, "out_of_range", _("From 1 to 365 days."))
    template = template_of(held.deal.unit_id)
    if template is None:
        raise Conflict(_("Your unit has no form of a proposal yet: fill it in first."))
    number, today = _next(held), timezone.localdate(held.now)
    person = data.person or held.deal.person
    paper = Paper(
        language=_language(data.language),
        seller=template.seller,
        details=template.details,
        number=f"{held.deal.pk}/{number}",
        day=today,
        valid_until=today + timedelta(days=data.days),
        to=_whom(held.deal, person),
        intro=_long("intro", data.intro),
        terms=_long("terms", data.terms),
        signature="\n".join(filter(None, (author.name, author.email))),
        currency=held.deal.currency,
        rows=_rows(held),
    )
    row = Proposal.objects.create(
        uid=data.uid or uuid7(),
        deal=held.deal,
        number=number,
        person=person,
        amount=paper.total,
        currency=paper.currency,
        author=author,
        paper=paper.model_dump(mode="json"),
        valid_until=paper.valid_until,
    )
    ProposalFile.objects.create(proposal=row, pdf=papers.pdf(paper, bytes(template.logo)))
    tell(held, "made_proposal", "proposals", {"number": number, "amount": row.amount})
    return row


def _language(asked: str) -> str:
    known = dict(settings.LANGUAGES)
    if asked and asked not in known:
        raise wrong("language", asked, "unknown_choice", _("Choose one of the list."))
    return asked or translation.get_language() or settings.LANGUAGE_CODE


def _next(held: Held) -> int:
    return int(held.deal.proposals.aggregate(last=Max("number"))["last"] or 0) + 1


def _rows(held: Held) -> tuple[Row, ...]:
    """The deal's products; without any the deal itself, at its amount."""
    lines = [
        Row(name=it.name, quantity=it.quantity, price=it.price, discount=it.discount)
        for it in held.deal.lines.order_by("pk")
    ]
    if not lines and held.deal.amount is None:
        raise wrong("amount", "", "empty", _("Say what the deal is about first: products or an amount."))
    return tuple(lines) or (Row(name=held.deal.name, price=held.deal.amount or Decimal(0)),)


def _whom(deal: Deal, person: Person | None) -> str:
    place = deal.organisation.name if deal.organisation else ""
    return "\n".join(filter(None, (place, person.full_name if person else "")))


def _long(field: str, written: str) -> str:
    text = writing.text(written, lines=True)
    if len(text) > papers.LONG:
        raise wrong(field, written, "too_long", _("At most %(limit)d characters.") % {"limit": papers.LONG})
    return text


@transaction.atomic
def send_proposal(
    author: Author,
    deal: Deal,
    person: Person | None = None,
    note: str = "",
    sent_at: datetime | None = None,
) -> Proposal:
    """One made elsewhere went out: with the amount of now, as a touch of whom it went to."""
    held = hold(author, deal)
    row = Proposal.objects.create(
        deal=held.deal,
        number=_next(held),
        person=person or held.deal.person,
        amount=held.deal.amount,
        currency=held.deal.currency,
        note=short("note", note, 300),
        author=author,
        sent_at=_when(held, sent_at),
    )
    return _gone_out(held, row)


def _when(held: Held, sent_at: datetime | None) -> datetime:
    author = held.author
    if sent_at is not None and author is not None and author.role != Role.INTEGRATOR:
        # It may make a late deal be in time: a seller's proposals go out when he says so.
        held.demand("manager")
    at = sent_at or held.now
    if not held.deal.opened_at <= at <= held.now:
        raise wrong("sent_at", str(sent_at), "out_of_range", _("Between the deal's opening and now."))
    return at


@transaction.atomic
def sent(author: Author, proposal: Proposal) -> Proposal:
    """One made here went out. Again: nothing changes."""
    held = hold(author, proposal.deal)
    row = Proposal.objects.select_related("person").get(pk=proposal.pk)
    if row.sent_at is not None:
        return row
    row.sent_at = held.now
    row.save(update_fields=["sent_at"])
    return _gone_out(held, row)


def _gone_out(held: Held, row: Proposal) -> Proposal:
    if row.person is not None:
        data = {"subject": _title(row)}
        touch = _touch(held.deal, row, row.sent_at, Verb.WRITTEN, Direction.OUT, data)
        append([touch], author=f"user:{held.author.pk}" if held.author else "source:console")
    tell(held, "sent_proposal", "proposals", {"number": row.number, "amount": row.amount})
    return row


def _title(row: Proposal) -> str:
    return str(_("Proposal № %(number)d") % {"number": row.number})


def _touch(
    deal: Deal,
    row: Proposal,
    when: datetime | None,
    verb: Verb,
    direction: Direction,
    data: Mapping[str, Any],
    what: str = "",
) -> Touch:
    at = micros(when or timezone.now())
    ours = direction == Direction.OUT
    assert row.person is not None
    return Touch(
        id=stable_id(at, "proposal", row.uid, *filter(None, (what,))),
        at=at,
        identity=card_identity(row.person),
        organisation=deal.organisation_id,
        channel=Channel.LETTER if ours else Channel.SITE,
        direction=direction,
        verb=verb,
        object_kind="offer",
        object_id=str(row.uid),
        cause_kind="deal",
        cause_id=str(deal.uid),
        staff=(row.author_id if ours else None),
        data=data,
    )


@transaction.atomic
def drop_proposal(author: Author, proposal: Proposal) -> None:
    """One that did not go out is not needed. What went out stays. Raises Conflict."""
    held = hold(author, proposal.deal)
    row = Proposal.objects.get(pk=proposal.pk)
    if row.sent_at is not None:
        raise Conflict(_("It went out: what the customer has stays here too."))
    row.delete()
    tell(held, "dropped_proposal", "proposals", {"number": row.number})


@transaction.atomic
def renew_link(author: Author, proposal: Proposal) -> Proposal:
    """The link given out so far opens nothing from now on."""
    held = hold(author, proposal.deal, ended=True)
    Proposal.objects.filter(pk=proposal.pk).update(turn=F("turn") + 1)
    audit.record(author, "renewed_link", "deal", held.deal.pk, after={"number": proposal.number})
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def opened(proposal: Proposal, at: datetime) -> bool:
    """The customer reads it, through its link. Whether it counts as another reading."""
    row = (
        Proposal.objects.select_for_update(of=("self",)).select_related("deal", "person").get(pk=proposal.pk)
    )
    if row.last_opened_at is not None and at - row.last_opened_at < AGAIN:
        return False
    row.opened_at, row.last_opened_at, row.opens = row.opened_at or at, at, row.opens + 1
    row.save(update_fields=["opened_at", "last_opened_at", "opens"])
    if row.person is not None:
        append(
            [_touch(row.deal, row, at, Verb.OPENED, Direction.IN, {}, "opened")],
            author=customer_of(row.deal.unit_id),
        )
    return True


@transaction.atomic
def reply(proposal: Proposal, answer: str, text: str, at: datetime) -> Proposal:
    """The customer answers on the proposal's page. A question may be followed by a yes or a no; these stand.

    Raises Invalid, Conflict where it is over, was answered, asked too often, or the deal has ended.
    """
    # The deal first, as everywhere: it may be closed at this very moment.
    Deal.objects.select_for_update(of=("self",)).get(pk=proposal.deal_id)
    row = (
        Proposal.objects.select_for_update(of=("self",)).select_related("deal", "person").get(pk=proposal.pk)
    )
    if answer not in Reply.values:
        raise wrong("reply", answer, "unknown_choice", _("Choose one of the answers."))
    said = writing.text(text, lines=True)
    if len(said) > 2000:
        raise wrong("text", text, "too_long", _("At most %(limit)d characters.") % {"limit": 2000})
    if answer == Reply.ASKED and not said:
        raise wrong("text", "", "empty", _("Write your question."))
    if (row.reply, row.reply_text) == (answer, said):
        return row
    if row.reply in (Reply.ACCEPTED, Reply.DECLINED) or row.deal.outcome != Outcome.OPEN:
        raise Conflict(_("It was answered already."))
    if row.deal.events.filter(kind=Kind.REPLIED).count() >= MOST_REPLIES:
        raise Conflict(_("There were too many answers: write or call instead."))
    if answer == Reply.ACCEPTED and row.is_over(timezone.localdate(at)):
        raise Conflict(_("The proposal holds no longer: ask for a new one."))
    row.reply, row.reply_text, row.replied_at, row.noticed_at = answer, said, at, None
    row.save(update_fields=["reply", "reply_text", "replied_at", "noticed_at"])
    held = Held(row.deal, row.deal.method.meant, None, at)
    held.write(Kind.REPLIED, note=f"№ {row.number}: {row.get_reply_display()}"[:500])
    if row.person is not None:
        subject = f"{_title(row)}: {row.get_reply_display()}"
        data = {"subject": subject, **({"text": said} if said else {})}
        append(
            [_touch(row.deal, row, at, Verb.WRITTEN, Direction.IN, data, answer)],
            author=customer_of(row.deal.unit_id),
        )
    audit.record(None, "replied", "deal", row.deal_id, after={"number": row.number, "reply": answer})
    return row


@transaction.atomic
def notice(author: Author, proposal: Proposal) -> None:
    """Somebody whose deal it is has read the answer."""
    hold(author, proposal.deal, ended=True)
    Proposal.objects.filter(pk=proposal.pk, noticed_at=None).update(noticed_at=timezone.now())


def customer_of(unit: int) -> str:
    """By whom the log says that a customer did it on the page of a proposal."""
    return f"source:proposals-{unit}"


def template_of(unit: int) -> ProposalTemplate | None:
    return ProposalTemplate.objects.filter(unit=unit).first()


@transaction.atomic
def set_template(
    author: User, unit: Unit, fields: Mapping[str, Any], logo: bytes | None = None
) -> ProposalTemplate:
    """What proposals of the unit begin with. `logo` None: stays, b"": none. Raises Invalid, NotAllowed."""
    if not may(author, Permission.MAKE_METHODS) or author.unit_id not in (None, unit.pk):
        raise NotAllowed
    values = {name: writing.text(str(fields.get(name, "")), lines=name != "seller") for name in LENGTHS}
    for name, value in values.items():
        if len(value) > LENGTHS[name]:
            raise wrong(
                name, value, "too_long", _("At most %(limit)d characters.") % {"limit": LENGTHS[name]}
            )
    if not values["seller"]:
        raise wrong("seller", "", "empty", _("Name the company that sells."))
    days = int(fields.get("days") or 0)
    if not 1 <= days <= MOST_DAYS:
        raise wrong("days", days, "out_of_range", _("From 1 to 365 days."))
    row, _new = ProposalTemplate.objects.select_for_update().get_or_create(
        unit=unit, defaults={"seller": values["seller"]}
    )
    for field, told in {**values, "days": days, "edited_by": author}.items():
        setattr(row, field, told)
    if logo is not None:
        row.logo = picture(logo) if logo else b""
    row.save()
    audit.record(author, "set_template", "unit", unit.pk, after={"logo": logo is not None})
    return row


def picture(given: bytes) -> bytes:
    """A PNG made anew of what was uploaded, so that nothing but a picture is kept. Raises Invalid."""
    if len(given) > LOGO_BYTES:
        raise wrong("logo", "", "too_large", _("A picture of at most 2 MB is expected."))
    try:
        image = Image.open(io.BytesIO(given), formats=("PNG", "JPEG"))
        if image.width * image.height > PIXELS:
            raise wrong("logo", "", "too_large", _("The picture has too many pixels."))
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise wrong("logo", "", "wrong_picture", _("A picture in PNG or JPEG is expected.")) from error
    made = image.convert("RGBA")
    made.thumbnail((LOGO_SIDE, LOGO_SIDE))
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()
