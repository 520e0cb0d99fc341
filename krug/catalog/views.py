from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.catalog.blocks import links, of_product
from krug.catalog.own import product_row
from krug.catalog.queries import PAGE, product_list, reach_product
from krug.fields.card import block


@require_safe
@require(Permission.SEE_CUSTOMERS)
def products(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows = list(product_list(request.user, text, start))
    following = start + PAGE if len(rows) > PAGE else None
    context = {"rows": rows[:PAGE], "text": text, "next": following, "links": links()}
    return render(request, "catalog/products.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def product(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What the accounting system tells of it, and the own fields of the company."""
    found = reach_product(request.user, uid)
    prefetch_related_objects([found], "prices__price_list", "stock", "options")
    context = {"product": found, "own": block(request, "product", product_row(found))}
    context["blocks"] = of_product(request, found)
    return render(request, "catalog/product.html", context)
