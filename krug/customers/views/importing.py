"""Import of contacts: a file, its columns, a preview with doubles, progress, the result."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission


@require_safe
@require(Permission.IMPORT)
def new(request: SignedInRequest) -> HttpResponse:
    return render(request, "customers/import_new.html", {})
