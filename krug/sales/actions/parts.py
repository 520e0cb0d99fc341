"""What belongs to a deal: people, colleagues, products, competitors, costs, proposals."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.catalog.models import Product
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.sales.actions.held import Author, Held, hold, place_deals
from krug.sales.actions.path import judge_held
from krug.sales.data import LineData
from krug.sales.models import Competitor, Cost, Deal, Helper, Line, Participant
from krug.sales.words import Kind, Part
from krug.site import writing

RESOURCES = ("calculations", "references", "hours", "visits", "calls", "money")
MOST = Decimal(10) ** 10
WHOLE = Decimal(100)
"""Percent."""


@transaction.atomic
def set_participant(
    author: Author, deal: Deal, person: Person, part: str = "", note: str = ""
) -> Participant:
    """He takes part in the decision, in that way. Again with the same: nothing changes."""
    held = hold(author, deal)
    if person.unit_id != held.deal.unit_id:
        raise wrong("person", str(person.uid), "other_unit", _("This customer is of another unit."))
    if part not in Part.values:
        raise wrong("part", part, "unknown_choice", _("Choose one of the list."))
    note = short("note", note, 200)
    row = Participant.objects.filter(deal=held.deal, person__in=_same(person)).order_by("id").first()
    if row is not None and (row.part, row.note) == (part, note):
        return row
    if row is None:
        row = Participant(deal=held.deal, person=person)
    if row.part != part:
        row.part, row.part_at = part, held.now
    row.note = note
    row.save()
    tell(held, "set_participant", "participants", {"person": person.pk, "part": part})
    return row


@transaction.atomic
def remove_participant(author: Author, deal: Deal, person: Person) -> None:
    held = hold(author, deal)
    if Participant.objects.filter(deal=held.deal, person__in=_same(person)).delete()[0]:
        tell(held, "removed_participant", "participants", {"person": person.pk})


def _same(person: Person) -> list[int]:
    """All cards of one human: who was merged takes part under the card he had then."""
    return group_of(person.canonical or person)


@transaction.atomic
def set_helpers(author: Author, deal: Deal, users: Sequence[User]) -> None:
    """Exactly these colleagues sell it together with the owner."""
    held = hold(author, deal)
    for user in users:
        if user.unit_id != held.deal.unit_id or not may(user, Permission.SEE_DEALS):
            raise wrong("helpers", user.name, "wrong_helper", _("Choose colleagues of the same unit."))
    wanted = {user.pk for user in users} - {held.deal.owner_id}
    kept = set(Helper.objects.filter(deal=held.deal).values_list("user", flat=True))
    if wanted == kept:
        return
    Helper.objects.filter(deal=held.deal).exclude(user__in=wanted).delete()
    Helper.objects.bulk_create([Helper(deal=held.deal, user_id=user) for user in sorted(wanted - kept)])
    tell(held, "set_helpers", "helpers", {"helpers": sorted(wanted)})
    place_deals([held.deal])


@transaction.atomic
def set_lines(author: Author, deal: Deal, lines: Sequence[LineData]) -> list[Line]:
    """The products are exactly these. The amount stays what it is said to be."""
    held = hold(author, deal)
    known = Product.objects.filter(unit=held.deal.unit_id).in_bulk([it.product for it in lines if it.product])
    rows, errors = list[Line](), list[FieldError]()
    for number, it in enumerate(lines, 1):
        wrong = list(_wrong_line(held, it, number, known))
        errors += wrong
        if not wrong:
            rows.append(
                Line(
                    deal=held.deal,
                    product_id=it.product,
                    name=writing.text(it.name) or known[it.product or 0].name,
                    quantity=it.quantity,
                    price=it.price,
                    discount=it.discount,
                    added_at=held.now,
                )
            )
    if errors:
        raise Invalid(errors)
    first = held.deal.lines.order_by("added_at").values_list("added_at", flat=True).first()
    held.deal.lines.all().delete()
    for row in rows:
        row.added_at = first or held.now
    Line.objects.bulk_create(rows)
    tell(held, "set_lines", "lines", {"lines": len(rows)})
    return rows


def _wrong_line(held: Held, it: LineData, number: int, known: dict[int, Product]) -> list[FieldError]:
    found = []
    if it.product and it.product not in known:
        found.append(FieldError("product", it.product, "unknown", _("There is no such product."), number))
    elif not it.product and not writing.text(it.name):
        found.append(FieldError("name", it.name, "empty", _("Name the product."), number))
    if len(it.name) > 300:
        found.append(FieldError("name", it.name, "too_long", _("At most 300 characters."), number))
    if not (_whole(it.quantity, "0.001") and 0 < it.quantity < 10**9):
        found.append(FieldError("quantity", str(it.quantity), "wrong", _("More than zero."), number))
    if not (_whole(it.price, "0.01") and 0 <= it.price < MOST):
        found.append(FieldError("price", str(it.price), "wrong", _("A sum from zero is expected."), number))
    limit = held.contract.limit("discount")
    most = min(limit.most, WHOLE) if limit else WHOLE
    if not (_whole(it.discount, "0.01") and 0 <= it.discount <= most):
        message = _("The method allows discounts up to %(most)s %%.") % {"most": most.normalize()}
        found.append(FieldError("discount", str(it.discount), "over_limit", message, number))
    return found


def _whole(number: Decimal, step: str) -> bool:
    """Kept as it was said: no column rounds it to nothing or beyond its width."""
    return number.is_finite() and abs(number) < MOST and number == number.quantize(Decimal(step))


@transaction.atomic
def set_competitor(author: Author, deal: Deal, name: str, note: str = "") -> Competitor:
    held = hold(author, deal)
    name, note = short("name", name, 120), short("note", note, 200)
    if not name:
        raise wrong("name", name, "empty", _("Say who it is."))
    row, new = Competitor.objects.get_or_create(deal=held.deal, name=name, defaults={"note": note})
    if not new and row.note != note:
        row.note = note
        row.save()
        new = True
    if new:
        tell(held, "set_competitor", "competitors", {"name": name})
    return row


@transaction.atomic
def remove_competitor(author: Author, deal: Deal, name: str) -> None:
    held, name = hold(author, deal), writing.text(name)
    if Competitor.objects.filter(deal=held.deal, name=name).delete()[0]:
        tell(held, "removed_competitor", "competitors", {"name": name})


@transaction.atomic
def spend(
    author: Author,
    deal: Deal,
    resource: str,
    quantity: Decimal,
    amount: Decimal | None = None,
    note: str = "",
) -> Cost:
    """Write down what was spent. `amount` None: by the method's price of the resource."""
    held = hold(author, deal)
    if resource not in RESOURCES:
        raise wrong("resource", resource, "unknown_choice", _("Choose one of the list."))
    try:
        if not (_whole(quantity, "0.01") and 0 < quantity < MOST):
            raise InvalidOperation
        limit = held.contract.limit(resource)
        price = limit.price if limit else Decimal(1 if resource == "money" else 0)
        total = (price * quantity if amount is None else amount).quantize(Decimal("0.01"))
        if not 0 <= total < MOST:
            raise InvalidOperation
    except InvalidOperation as error:
        raise wrong("quantity", str(quantity), "wrong", _("More than zero.")) from error
    row = Cost.objects.create(
        deal=held.deal,
        resource=resource,
        quantity=quantity,
        amount=total,
        note=short("note", note, 300),
        author=author,
        at=held.now,
    )
    held.deal.spent = held.deal.costs.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    held.write(Kind.SPENT, checkpoint=resource, number_after=quantity, note=row.note)
    tell(held, "spent", "spent", {"resource": resource, "quantity": quantity, "amount": total})
    return row


def tell(held: Held, verb: str, name: str, after: dict[str, object]) -> None:
    held.save(name)
    audit.record(held.author, verb, "deal", held.deal.pk, after=after)
    judge_held(held)


def short(field: str, written: str, most: int) -> str:
    text = writing.text(written)
    if len(text) > most:
        raise wrong(field, written, "too_long", _("At most %(limit)d characters.") % {"limit": most})
    return text


def wrong(field: str, value: object, code: str, message: object) -> Invalid:
    return Invalid([FieldError(field, value, code, message)])  # type: ignore[arg-type]
