"""«Telephony»: which phone systems are connected, whose extensions and numbers are, and a ring to try it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import Role, Team, Unit, User
from krug.access.rules import Permission, roles_with
from krug.access.scopes import of_units
from krug.access.telling import tell
from krug.calls.actions import providers as acts
from krug.calls.actions.rehearse import extension_of, go_on, ring
from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.generic.mapping import FIELDS, WORDS, Mapped, mapping_of, read
from krug.calls.adapters.speaking import NotTaken, document_of
from krug.calls.forms import ConnectForm, SettingsForm
from krug.calls.models import Call, Extension, Line, Provider
from krug.calls.words import What
from krug.customers.models import ContactPoint
from krug.site.parts import go

KINDS = (
    ("mango", "Mango Office"),
    ("generic:uis", "UIS, CoMagic"),
    ("zadarma", "Zadarma"),
    ("twilio", "Twilio"),
    ("asterisk", "Asterisk, FreePBX"),
)
REFUSED = 20
SAMPLE = 16_000


def _kinds() -> list[tuple[str, Any]]:
    others = [("generic:other", ADAPTERS["generic"].title), ("demo", ADAPTERS["demo"].title)]
    return [*KINDS, *others]


def kind_of(provider: Provider) -> Any:
    preset = provider.settings.get("preset", "")
    code = f"{provider.adapter}:{preset}" if preset else provider.adapter
    return dict(_kinds()).get(code, ADAPTERS[provider.adapter].title)


@require_safe
@require(Permission.MANAGE_TELEPHONY)
def telephony(request: SignedInRequest) -> HttpResponse:
    rows = of_units(request.user, Provider.objects.select_related("unit").order_by("name", "id"))
    lines = [(one, kind_of(one)) for one in rows]
    return render(
        request, "calls/telephony.html", {"lines": lines, "several": request.user.role == Role.ADMIN}
    )


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_TELEPHONY)
def new(request: SignedInRequest) -> HttpResponse:
    form = ConnectForm(request.POST or None)
    form.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
    units = _units(request)
    if len(units) > 1:
        form.fields["unit"].queryset = Unit.objects.filter(pk__in=[one.pk for one in units])  # type: ignore[attr-defined]
    else:
        del form.fields["unit"]
    if form.is_valid():
        adapter, _colon, preset = form.cleaned_data["kind"].partition(":")
        unit = form.cleaned_data.get("unit") or next(iter(units), None)
        try:
            made = acts.connect(request.user, form.cleaned_data["name"], adapter, preset, unit)
        except KrugError as error:
            tell(form, error)
        else:
            return go(request, reverse("phone-system", args=[made.uid]))
    return render(request, "calls/telephony_new.html", {"form": form}, status=422 if form.errors else 200)


def _units(request: SignedInRequest) -> list[Unit]:
    user = request.user
    rows = Unit.objects.order_by("name", "id")
    return list(rows if user.role == Role.ADMIN else rows.filter(pk=user.unit_id or 0))


@require_safe
@require(Permission.MANAGE_TELEPHONY)
def provider(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """With its address, which is half a secret, so looking is written down."""
    held = _reach(request, uid)
    audit.record_read(request.user, "provider", held.pk)
    return _shown(request, held)


def _shown(request: SignedInRequest, held: Provider, status: int = 200, **more: Any) -> HttpResponse:
    adapter = ADAPTERS[held.adapter]
    mapped = mapping_of(held.settings) if adapter.mapped else None
    extensions = list(held.extensions.select_related("staff").order_by("number", "id"))
    context = {
        "provider": held,
        "adapter": adapter,
        "kind": kind_of(held),
        "form": _settings(held),
        "address": settings.KRUG_URL + reverse("phone-in", args=[held.token]),
        "extensions": extensions,
        "lines": held.lines.select_related("unit", "team").order_by("number", "id"),
        "staff": _staff(request, held),
        "units": _units(request),
        "teams": Team.objects.filter(unit__in=_units(request))
        .select_related("unit")
        .order_by("unit", "name"),
        "fields": _rows(FIELDS, mapped.fields) if mapped else [],
        "words": _rows(WORDS, mapped.words) if mapped else [],
        "refused": held.refused.order_by("-id")[:REFUSED],
        "going": _going(held),
        "number": _number_to_try(held),
        **more,
    }
    return render(request, "calls/provider.html", context, status=status)


def _rows(names: Mapping[str, Any], values: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    return [(name, label, values.get(name, "")) for name, label in names.items()]


def _settings(held: Provider, data: Any = None) -> SettingsForm:
    adapter = ADAPTERS[held.adapter]
    start = {"name": held.name, **held.settings}
    return SettingsForm(tuple(adapter.asks), adapter.secret, bool(held.secret), data, initial=start)


def _staff(request: SignedInRequest, held: Provider) -> list[User]:
    roles = roles_with(Permission.TAKE_CALLS)
    rows = User.objects.filter(is_active=True, role__in=roles).order_by("name", "id")
    return list(of_units(request.user, rows))


def _going(held: Provider) -> list[Call]:
    """Try-out rings that go on."""
    going = held.calls.filter(external__startswith="try-").exclude(state="ended")
    return list(going.select_related("staff").order_by("-id")[:5])


def _number_to_try(held: Provider) -> str:
    """The last one that called; else any customer's."""
    last = held.calls.exclude(other="").order_by("-id").values_list("other", flat=True).first()
    some = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, person__unit=held.unit_id)
    return last or some.order_by("id").values_list("normal", flat=True).first() or ""


def _reach(request: SignedInRequest, uid: UUID) -> Provider:
    return get_object_or_404(of_units(request.user, Provider.objects.select_related("unit")), uid=uid)


def _back(held: Provider) -> HttpResponse:
    return redirect("phone-system", uid=held.uid)


def _told(request: SignedInRequest, held: Provider, act: Callable[[], object], said: str) -> HttpResponse:
    """What was done in a word; what was not, above the page."""
    try:
        act()
    except KrugError as error:
        return _shown(request, held, 422, wrong=str(error.detail or error.title))
    messages.success(request, said)
    return _back(held)


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def change(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = _reach(request, uid)
    form = _settings(held, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            acts.change(request.user, held, given["name"], given.get("secret", ""), given)
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved"))
            return _back(held)
    return _shown(request, held, 422, form=form)


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def do(request: SignedInRequest, uid: UUID, word: str) -> HttpResponse:
    """stop, start, or a new address."""
    held = _reach(request, uid)
    if word == "address":
        return _told(
            request,
            held,
            lambda: acts.new_address(request.user, held),
            _("The old address takes nothing now"),
        )
    if word not in ("stop", "start"):
        raise Http404
    said = _("Nothing is taken from it now") if word == "stop" else _("It is taken from again")
    return _told(request, held, lambda: acts.stop(request.user, held, word == "stop"), said)


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def extension(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = _reach(request, uid)
    staff = next((one for one in _staff(request, held) if str(one.pk) == request.POST.get("staff")), None)
    if staff is None:
        return _shown(request, held, 422, wrong=_("Choose somebody of the unit who takes calls."))
    number = request.POST.get("number", "")
    return _told(
        request,
        held,
        lambda: acts.add_extension(request.user, held, number, staff, timezone.now()),
        _("Added"),
    )


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def extension_drop(request: SignedInRequest, uid: UUID, pk: int) -> HttpResponse:
    held = _reach(request, uid)
    row = get_object_or_404(Extension.objects.select_related("provider__unit"), provider=held, pk=pk)
    return _told(request, held, lambda: acts.drop_extension(request.user, row), _("Removed"))


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def line(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """`where`: a unit's id, or `unit:team`."""
    held = _reach(request, uid)
    unit_id, _colon, team_id = request.POST.get("where", "").partition(":")
    unit = next((one for one in _units(request) if str(one.pk) == unit_id), None)
    if unit is None:
        return _shown(request, held, 422, wrong=_("Say whose number it is."))
    team = Team.objects.filter(unit=unit, pk=int(team_id)).first() if team_id.isdigit() else None
    number = request.POST.get("number", "")
    return _told(
        request,
        held,
        lambda: acts.add_line(request.user, held, number, unit, team, timezone.now()),
        _("Added"),
    )


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def line_drop(request: SignedInRequest, uid: UUID, pk: int) -> HttpResponse:
    held = _reach(request, uid)
    row = get_object_or_404(Line.objects.select_related("provider__unit"), provider=held, pk=pk)
    return _told(request, held, lambda: acts.drop_line(request.user, row), _("Removed"))


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def mapping(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Saved, or tried on a sample with nothing saved."""
    held = _reach(request, uid)
    if not ADAPTERS[held.adapter].mapped:
        raise Http404
    fields = {name: request.POST.get(f"field-{name}", "") for name in FIELDS}
    words = {name: request.POST.get(f"word-{name}", "") for name in WORDS}
    if request.POST.get("do") != "try":
        return _told(
            request,
            held,
            lambda: acts.set_mapping(request.user, held, fields, words),
            _("The mapping is saved"),
        )
    sample = request.POST.get("sample", "")[:SAMPLE]
    more: dict[str, Any] = {"sample": sample, "fields": _rows(FIELDS, fields), "words": _rows(WORDS, words)}
    try:
        found = read(Mapped(fields, words), document_of(sample), timezone.now())
    except NotTaken as error:
        return _shown(request, held, 422, not_read=str(error), **more)
    return _shown(request, held, read=found, what=What(found.said.what).label, **more)


@require_POST
@require(Permission.MANAGE_TELEPHONY)
def rehearse(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """A try-out ring: `do` is ring, answered or ended."""
    held = _reach(request, uid)
    word, now = request.POST.get("do", "ring"), timezone.now()
    if word == "ring":
        row = held.extensions.filter(pk=_number(request.POST.get("extension", ""))).first()
        row = row or extension_of(held, request.user)
        if row is None or ring(held, row, request.POST.get("number", "")[:40], now) is None:
            return _shown(
                request, held, 422, wrong=_("Say at which extension it shall ring, and a full number.")
            )
        return _back(held)
    if word not in (What.ANSWERED, What.ENDED):
        raise Http404
    call = get_object_or_404(
        held.calls.filter(external__startswith="try-"), pk=_number(request.POST.get("call", ""))
    )
    first = call.said.filter(what=What.RINGING).values_list("extension", flat=True).first()
    go_on(call, What(word), first or "", now)
    return _back(held)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
