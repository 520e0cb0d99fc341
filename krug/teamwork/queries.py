"""What departments say of products, and what they agreed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.http import Http404

from krug.access.models import User
from krug.access.scopes import of_units
from krug.catalog.models import Product
from krug.site.bulk import chunks
from krug.teamwork import rules
from krug.teamwork.models import Agreement, Answer
from krug.teamwork.models.agreement import OPEN
from krug.teamwork.rules import Part, State
from krug.teamwork.words import HINTS, Question, Side

PAGE = 50
EARLIER = 20
"""Former answers of a question that are shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question as a viewer sees it. `theirs` None: they have answered, he sees it once his side has."""

    question: Question
    hint: str
    state: State
    mine: Answer | None
    theirs: Answer | None
    hidden: bool
    agreed: str = ""
    earlier: Sequence[Answer] = ()

    @property
    def parts(self) -> tuple[Sequence[Part], Sequence[Part]]:
        """Both answers in pieces, his department's first. Looked for only where it is shown."""
        if self.mine is None or self.theirs is None:
            return (), ()
        return rules.apart(self.mine.text, self.theirs.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`side` None: he answers for no department and sees what was agreed alone."""

    product: Product
    side: Side | None
    rows: Sequence[Row]
    agreed: Agreement | None
    open: Agreement | None
    returned: Agreement | None
    former: Sequence[Agreement] = field(default_factory=list)
    stale: bool = False
    """Somebody has answered otherwise since it was agreed."""

    @property
    def counts(self) -> dict[str, int]:
        return {state.value: sum(row.state == state for row in self.rows) for state in State}


def root_of(product: Product) -> Product:
    """An option is sold as what it is an option of."""
    return product.parent or product


def sheet(viewer: User, product: Product) -> Sheet:
    product = root_of(product)
    side = rules.side_of(viewer.role)
    said = list(Answer.objects.filter(product=product).select_related("author").order_by("-id"))
    agreements = list(
        Agreement.objects.filter(product=product)
        .select_related("author", "signer", "returner")
        .order_by("-id")
    )
    signed = sorted((one for one in agreements if one.number), key=lambda one: -(one.number or 0))
    agreed = signed[0] if signed else None
    last = agreements[0] if agreements else None
    rows = [_row(one, side, said, agreed) for one in Question]
    return Sheet(
        product,
        side,
        rows,
        agreed,
        next((one for one in agreements if one.is_open), None),
        last if last and last.returned_at else None,
        signed[1:],
        bool(agreed and said and side and said[0].at > (agreed.signed_at or said[0].at)),
    )


def _row(question: Question, side: Side | None, said: Sequence[Answer], agreed: Agreement | None) -> Row:
    text = agreed.texts.get(question.value, "") if agreed else ""
    hint = str(HINTS[question])
    if side is None:
        return Row(question, hint, State.NONE, None, None, False, agreed=text)
    own = [one for one in said if one.question == question and one.side == side]
    others = [one for one in said if one.question == question and one.side != side]
    mine, theirs = own[0] if own else None, others[0] if others else None
    state = rules.state(mine.text if mine else "", theirs.text if theirs else "")
    # Apart means apart: nobody leans on what the others wrote.
    hidden = theirs is not None and mine is None
    shown = None if hidden else theirs
    return Row(question, hint, state, mine, shown, hidden, text, own[1 : EARLIER + 1])


def reach_agreement(viewer: User, uid: UUID) -> Agreement:
    row = Agreement.objects.select_related("product").filter(
        uid=uid, product__in=of_units(viewer, Product.objects.all())
    )
    if (found := row.first()) is None:
        raise Http404
    return found


def standing(products: Iterable[Product]) -> dict[int, Agreement]:
    """Product, or what it is an option of → what is agreed of it now."""
    return {one.product_id: one for one in _signed({root_of(it).pk for it in products})}


def _signed(products: Collection[int]) -> QuerySet[Agreement]:
    newest = (
        Agreement.objects.filter(product__in=products, number__isnull=False)
        .order_by()
        .values("product")
        .annotate(last=Max("number"))
        .values("product", "last")
    )
    where = Q(pk__in=[])
    for row in newest:
        where |= Q(product=row["product"], number=row["last"])
    return Agreement.objects.filter(where).select_related("product")


def agreed_since(products: Collection[int]) -> dict[int, datetime]:
    """Product, also an option → when its six answers were first signed; without one that has none."""
    roots: dict[int, int] = {}
    for chunk in chunks(products):
        rows = Product.objects.filter(pk__in=chunk).values_list("pk", "parent")
        roots |= {pk: parent or pk for pk, parent in rows}
    found: dict[int, datetime] = {}
    for chunk in chunks(roots.values()):
        signed = Agreement.objects.filter(product__in=chunk, signed_at__isnull=False).order_by()
        found |= dict(signed.values_list("product").annotate(Min("signed_at")))
    return {product: found[root] for product, root in roots.items() if root in found}


@dataclass(frozen=True, slots=True)
class Line:
    """A product in the list. `mine`: questions his department has answered, of six."""

    product: Product
    mine: int
    theirs: int
    number: int | None
    open: Agreement | None
    asks: bool
    """His department is asked: to sign, or to answer what the other one has answered."""


def started(viewer: User, waiting: bool = False, after: int = 0) -> list[Line]:
    """Products of which somebody answered or agreed something, by name; one more than a page."""
    side = rules.side_of(viewer.role)
    rows = waiting_for(viewer) if waiting else of_units(viewer, _begun())
    products = list(rows.order_by("name", "id")[after : after + PAGE + 1])
    ids = [one.pk for one in products]
    answered: dict[tuple[int, str], set[str]] = {}
    pairs = Answer.objects.filter(product__in=ids).values_list("product", "side", "question").distinct()
    for product, whose, question in pairs:
        answered.setdefault((product, whose), set()).add(question)
    numbers = {one.product_id: one.number for one in _signed(ids)}
    opened = {one.product_id: one for one in Agreement.objects.filter(OPEN, product__in=ids)}
    asked = set(waiting_for(viewer).filter(pk__in=ids).values_list("pk", flat=True)) if side else set()
    first, second = (side, rules.other(side)) if side else (Side.SALES, Side.MARKETING)
    return [
        Line(
            one,
            len(answered.get((one.pk, first), ())),
            len(answered.get((one.pk, second), ())),
            numbers.get(one.pk),
            opened.get(one.pk),
            one.pk in asked,
        )
        for one in products
    ]


def _begun() -> QuerySet[Product]:
    said = Exists(Answer.objects.filter(product=OuterRef("pk")))
    agreed = Exists(Agreement.objects.filter(product=OuterRef("pk")))
    return Product.objects.filter(said | agreed)


def waiting_for(viewer: User) -> QuerySet[Product]:
    """Products where his department is asked: to sign a proposal, or to answer what the other one has."""
    side = rules.side_of(viewer.role)
    if side is None:
        return Product.objects.none()
    asked = Exists(Agreement.objects.filter(OPEN, product=OuterRef("pk")).exclude(side=side))
    rows = Answer.objects.filter(product=OuterRef("pk"), side=rules.other(side))
    own = Answer.objects.filter(product=OuterRef("product"), question=OuterRef("question"), side=side)
    lacking = Exists(rows.filter(~Exists(own)))
    return of_units(viewer, Product.objects.filter(asked | lacking, gone=False))


def agreed_texts(agreement: Agreement) -> list[tuple[str, str]]:
    """(question, answer) in their order."""
    return [(str(one.label), agreement.texts.get(one.value, "")) for one in Question]


def prefilled(held: Sheet) -> Mapping[str, str]:
    """What a new proposal begins with: what was sent back, what was agreed, what his department says."""
    last = held.returned.texts if held.returned else held.agreed.texts if held.agreed else {}
    found = {}
    for row in held.rows:
        own = row.mine.text if row.mine else row.theirs.text if row.theirs else ""
        found[row.question.value] = last.get(row.question.value) or own
    return found
