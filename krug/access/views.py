from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krug.access.actions.change_user import change_language
from krug.access.models import User
from krug.access.problems import problem


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: kept with the user, and in a cookie for the time he is signed out."""
    chosen = request.POST.get("language", "")
    back = HttpResponseRedirect(_way_back(request))
    if chosen not in dict(settings.LANGUAGES):
        return back
    if isinstance(request.user, User):
        change_language(request.user, chosen)
    back.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return back


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and safe else "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the session (signed out and in again in another tab), or it is not ours."""
    title, detail = _("The page is out of date"), _("Go back, reload the page and try again.")
    if request.path.startswith("/api/"):
        return problem(403, "csrf_failed", title, detail)
    return render(request, "access/refused.html", {"title": title, "detail": detail}, status=403)
