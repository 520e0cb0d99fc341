"""What belongs to a deal: people, helpers, owner, products, competitors, costs, proposals."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid, KrugError
from krug.access.models import User
from krug.access.rules import Permission, roles_with
from krug.access.scopes import reach
from krug.catalog.models import Product
from krug.customers.models import Person
from krug.sales import actions
from krug.sales.data import LineData
from krug.sales.forms import (
    HelpersForm,
    OwnerForm,
    PlainForm,
    ProposalForm,
    RivalForm,
    SpendForm,
    number_in,
)
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal
from krug.sales.sentences import figure
from krug.sales.views.deals_answers import ask, asked, done, pressed
from krug.sales.views.deals_proposals import people_of
from krug.sales.words import Part

BOTH = require_http_methods(["GET", "POST"])
EDIT = require(Permission.EDIT_DEALS)
SPARE = 2
"""Empty rows that the products' form offers."""
OFFERED = 300


@BOTH
@EDIT
def person_new(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Somebody of the customer's people, found by name."""
    deal = reach_deal(request.user, uid)
    errors: list[str] = []
    if request.method == "POST":
        kind, _colon, chosen = request.POST.get("whom", "").partition(":")
        if kind == "person":
            person = reach(request.user, Person.objects.all(), uid=_uid(chosen))
            try:
                actions.set_participant(request.user, deal, person, request.POST.get("part", ""))
            except KrugError as error:
                errors = [str(error.detail or error.title)]
            else:
                return done(request, deal)
        else:
            errors = [_("Choose one of those found.")]
    context = {
        "deal": deal,
        "errors": errors,
        "parts": Part.choices,
        "part": request.POST.get("part", ""),
        "typed": request.POST.get("whom_text", ""),
    }
    answer = render(request, "sales/person_form.html", context, status=422 if errors else 200)
    if errors:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#person-form", "innerHTML"
    return answer


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
@EDIT
def person(request: SignedInRequest, uid: UUID, who: UUID) -> HttpResponse:
    """His part in the decision; who took no part does from now on."""
    deal = reach_deal(request.user, uid)
    one = _person(request, deal, who)
    part = request.POST.get("part", request.GET.get("part", ""))
    return pressed(request, deal, lambda: actions.set_participant(request.user, deal, one, part))


@require_POST
@EDIT
def person_drop(request: SignedInRequest, uid: UUID, who: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    one = _person(request, deal, who)
    row = deal.participants.filter(person=one).first()

    def act() -> None:
        actions.remove_participant(request.user, deal, one)
        if row is not None:
            undo = f"{reverse('deal-person', args=[uid, who])}?part={row.part}"
            messages.success(request, _("%s takes no part any more") % one.full_name, extra_tags=undo)

    return pressed(request, deal, act)


def _person(request: SignedInRequest, deal: Deal, uid: UUID) -> Person:
    """Whoever takes part stands on the deal's card; anybody else must be seen."""
    known = Person.objects.filter(uid=uid, deal_parts__deal=deal).first()
    return known or reach(request.user, Person.objects.all(), uid=uid)


@BOTH
@EDIT
def hand_over(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    colleagues = [one for one in _colleagues(deal, Permission.EDIT_DEALS) if one.pk != deal.owner_id]
    form = OwnerForm(_choices(colleagues), request.POST if request.method == "POST" else None)

    def act(said: dict[str, Any]) -> None:
        owner = next(one for one in colleagues if str(one.pk) == said["owner"])
        actions.hand_over(request.user, deal, owner, said["reason"])
        messages.success(request, _("The deal is handed over to %s") % owner.name)

    return asked(request, deal, form, act, title=_("Hand the deal over"), word=_("Hand over"))


@BOTH
@EDIT
def helpers(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    colleagues = [one for one in _colleagues(deal, Permission.SEE_DEALS) if one.pk != deal.owner_id]
    begin = {"helpers": [str(pk) for pk in deal.helpers.values_list("user", flat=True)]}
    form = HelpersForm(
        _choices(colleagues), request.POST if request.method == "POST" else None, initial=begin
    )

    def act(said: dict[str, Any]) -> None:
        actions.set_helpers(request.user, deal, [one for one in colleagues if str(one.pk) in said["helpers"]])

    return asked(request, deal, form, act, title=_("Who helps"), word=_("Save"), listed=("helpers",))


def _colleagues(deal: Deal, permission: Permission) -> list[User]:
    roles = roles_with(permission)
    return list(User.objects.filter(unit=deal.unit_id, is_active=True, role__in=roles).order_by("name"))


def _choices(people: list[User]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in people]


@BOTH
@EDIT
def lines(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All products at once, as a table."""
    deal = reach_deal(request.user, uid)
    products = dict(
        Product.objects.filter(unit=deal.unit_id, gone=False)
        .order_by("name")[:OFFERED]
        .values_list("name", "id")
    )
    form = PlainForm(request.POST if request.method == "POST" else None)
    rows = [
        _row(one.name, figure(one.quantity), str(one.price), figure(one.discount))
        for one in deal.lines.order_by("pk")
    ]
    if request.method == "POST" and form.is_valid():
        posted = zip(*(request.POST.getlist(name) for name in ROW), strict=False)
        rows = [_row(*cells) for cells in posted if cells[0].strip()]
        try:
            actions.set_lines(request.user, deal, [_line(row, products) for row in rows])
        except Invalid as invalid:
            for one in invalid.errors:
                row = rows[(one.row or 1) - 1]
                row["errors"][one.field] = True
                row["said"].append(str(one.message))
            form.add_error(None, _("Mend the rows that are marked."))
        except KrugError as error:
            form.add_error(None, f"{error.title}. {error.detail}")
        else:
            return done(request, deal)
    limit = deal.method.meant.limit("discount")
    return ask(
        request,
        deal,
        form,
        _("Products of the deal"),
        _("Save"),
        rows=rows + [_row("", "1", "", "") for _spare in range(SPARE)],
        products=[{"name": name} for name in products],
        discount=limit.most if limit else None,
        broad=True,
    )


ROW = ("name", "quantity", "price", "discount")


def _row(*cells: str) -> dict[str, Any]:
    return {**dict(zip(ROW, cells, strict=True)), "errors": {}, "said": []}


def _line(row: dict[str, Any], products: dict[str, int]) -> LineData:
    """What is no number is refused by the action, at its place."""
    wrong = Decimal("NaN")
    quantity, price, discount = (
        number_in(row[name]) if row[name].strip() else Decimal(default)
        for name, default in (("quantity", 1), ("price", 0), ("discount", 0))
    )
    return LineData(
        row["name"],
        products.get(row["name"].strip()),
        *(wrong if one is None else one for one in (quantity, price, discount)),
    )


@BOTH
@EDIT
def rival(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    if request.method == "POST" and "undo" in request.GET:
        name, note = request.GET.get("name", ""), request.GET.get("note", "")
        return pressed(request, deal, lambda: actions.set_competitor(request.user, deal, name, note))
    return asked(
        request,
        deal,
        RivalForm(request.POST if request.method == "POST" else None),
        lambda said: actions.set_competitor(request.user, deal, said["name"], said["note"]),
        title=_("Who else wants this deal"),
        word=_("Add"),
    )


@require_POST
@EDIT
def rival_drop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    name = request.POST.get("name", "")

    def act() -> None:
        actions.remove_competitor(request.user, deal, name)
        again = urlencode({"undo": "1", "name": name, "note": request.POST.get("note", "")})
        undo = f"{reverse('deal-rival', args=[uid])}?{again}"
        messages.success(request, _("%s is no competitor here any more") % name, extra_tags=undo)

    return pressed(request, deal, act)


@BOTH
@EDIT
def spend(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    return asked(
        request,
        deal,
        SpendForm(request.POST if request.method == "POST" else None),
        lambda said: actions.spend(
            request.user, deal, said["resource"], said["quantity"] or Decimal(0), said["amount"], said["note"]
        ),
        title=_("Write down a cost"),
        word=_("Write down"),
        text=_("Visits and calls are counted by themselves: write down only what Krug does not see."),
    )


@BOTH
@EDIT
def propose(request: SignedInRequest, uid: UUID) -> HttpResponse:
    deal = reach_deal(request.user, uid)
    people = people_of(deal)
    choices = [(uid, one.full_name) for uid, one in people.items()]
    form = ProposalForm(choices, request.POST if request.method == "POST" else None)
    return asked(
        request,
        deal,
        form,
        lambda said: actions.send_proposal(request.user, deal, people.get(said["person"]), said["note"]),
        title=_("A proposal went out"),
        word=_("It went out"),
        text=_("It goes out with the amount of now, and stands in the customer's history as a letter."),
    )
