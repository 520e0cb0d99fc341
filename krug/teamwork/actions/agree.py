"""Both departments sign the same six answers."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, FieldError, Invalid, NotAllowed
from krug.access.models import User
from krug.access.signals import announce
from krug.catalog.models import Product
from krug.site import writing
from krug.site.ids import uuid7
from krug.teamwork import rules
from krug.teamwork.actions.answer import clean, side_for
from krug.teamwork.models import Agreement
from krug.teamwork.models.agreement import OPEN
from krug.teamwork.words import Question, Side


@transaction.atomic
def propose(author: User, product: Product, texts: Mapping[str, str], uid: UUID | None = None) -> Agreement:
    """All six answers, signed by his department. Where the other one has nobody, that is enough.

    One proposal at a time. With a uid that is there: that proposal. Raises Invalid, Conflict, NotAllowed.
    """
    side = side_for(author)
    product = _held(product)
    if uid and (known := Agreement.objects.filter(uid=uid, product=product, author=author).first()):
        return known
    if Agreement.objects.filter(OPEN, product=product).exists():
        raise Conflict(_("There is a proposal already: it is signed or sent back first."))
    errors = [FieldError(one.value, "", "empty", _("Write an answer.")) for one in rules.missing(texts)]
    if errors:
        raise Invalid(errors)
    written = {one.value: _clean(one, texts[one.value]) for one in Question}
    row = Agreement.objects.create(
        uid=uid or uuid7(), product=product, texts=written, side=side, author=author
    )
    audit.record(author, "proposed", "product", product.pk, {}, {"agreement": str(row.uid)})
    if not _somebody(product.unit_id, rules.other(side)):
        _sign(author, row)
    return row


def _clean(question: Question, text: str) -> str:
    try:
        return clean(question.value, text)
    except Invalid as error:
        wrong = error.errors[0]
        raise Invalid([FieldError(question.value, wrong.value, wrong.code, wrong.message)]) from error


def _somebody(unit: int, side: Side) -> bool:
    return User.objects.filter(unit=unit, is_active=True, role__in=rules.ROLES[side]).exists()


@transaction.atomic
def sign(author: User, agreement: Agreement) -> Agreement:
    """The other department stands for it too: it is agreed from now on. Raises Conflict, NotAllowed."""
    row = _open(agreement)
    if side_for(author) == row.side:
        raise NotAllowed
    return _sign(author, row)


def _sign(author: User, row: Agreement) -> Agreement:
    last = Agreement.objects.filter(product=row.product_id).aggregate(last=Max("number"))["last"]
    row.number, row.signer, row.signed_at = (last or 0) + 1, author, timezone.now()
    row.save(update_fields=["number", "signer", "signed_at"])
    audit.record(author, "signed", "product", row.product_id, {}, {"agreement": str(row.uid)})
    announce("product", {row.product_id})
    return row


@transaction.atomic
def send_back(author: User, agreement: Agreement, words: str = "") -> Agreement:
    """Not like this: the other department says why; his own takes it back. Raises Invalid, Conflict."""
    row = _open(agreement)
    side, said = side_for(author), writing.text(words)[:500]
    if side != row.side and not said:
        raise Invalid([FieldError("words", "", "empty", _("Say what should be otherwise."))])
    row.returner, row.returned_at, row.words = author, timezone.now(), said
    row.save(update_fields=["returner", "returned_at", "words"])
    audit.record(author, "sent_back", "product", row.product_id, {}, {"agreement": str(row.uid)})
    return row


def _held(product: Product) -> Product:
    return Product.objects.select_for_update().get(pk=product.pk)


def _open(agreement: Agreement) -> Agreement:
    _held(agreement.product)
    row = Agreement.objects.select_related("product").get(pk=agreement.pk)
    if not row.is_open:
        raise Conflict(_("It was signed or sent back meanwhile."))
    return row
