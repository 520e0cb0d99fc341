"""A department answers."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.catalog.models import Product
from krug.site import writing
from krug.teamwork import rules
from krug.teamwork.models import Answer
from krug.teamwork.words import Question, Side


def side_for(author: User) -> Side:
    """The department he speaks for. Raises NotAllowed."""
    side = rules.side_of(author.role)
    if side is None or not may(author, Permission.ANSWER_QUESTIONS):
        raise NotAllowed
    return side


def clean(question: str, text: str) -> str:
    """As it is stored. Raises Invalid."""
    if question not in Question.values:
        raise Invalid([FieldError("question", question, "unknown_choice", _("There is no such question."))])
    written = writing.text(text, lines=True)
    if not written:
        raise Invalid([FieldError("text", "", "empty", _("Write an answer."))])
    if len(written) > rules.LONGEST:
        message = _("At most %(limit)d characters.") % {"limit": rules.LONGEST}
        raise Invalid([FieldError("text", written, "too_long", message)])
    return written


@transaction.atomic
def give_answer(author: User, product: Product, question: str, text: str) -> Answer:
    """For his department. What stands already is not written again. Raises Invalid, NotAllowed."""
    side, written = side_for(author), clean(question, text)
    rows = Answer.objects.filter(product=product, side=side, question=question)
    newest = rows.order_by("-id").first()
    if newest is not None and newest.text == written:
        return newest
    row = Answer.objects.create(product=product, side=side, question=question, text=written, author=author)
    audit.record(author, "answered", "product", product.pk, {}, {"side": side.value, "question": question})
    return row
