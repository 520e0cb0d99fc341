"""Answers to htmx, which asks for a part of a page: of no domain, so every domain's pages may use it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def is_part(request: HttpRequest) -> bool:
    """Whether only a part of the page was asked for. Going back asks for all of it, by htmx too."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def go(request: HttpRequest, url: str) -> HttpResponse:
    """The whole window goes there, also when only a part of the page asked."""
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
