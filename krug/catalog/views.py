from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.catalog.queries import PAGE, product_list


@require_safe
@require(Permission.SEE_CUSTOMERS)
def products(request: SignedInRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows = list(product_list(request.user, text, start))
    context = {"rows": rows[:PAGE], "text": text, "next": start + PAGE if len(rows) > PAGE else None}
    return render(request, "catalog/products.html", context)
