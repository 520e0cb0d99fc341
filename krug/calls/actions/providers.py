"""Phone systems are connected, changed and stopped by whoever is responsible for telephony."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import Role, Team, Unit, User
from krug.access.rules import Permission, may
from krug.calls.actions.hear import take_again
from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.generic.mapping import FIELDS, MOST, PRESETS, WORDS
from krug.calls.adapters.speaking import Adapter
from krug.calls.models import Call, Extension, Line, Provider, RefusedBody
from krug.calls.numbers import e164
from krug.calls.words import State

KEPT = 100
"""Messages that were not taken, of one phone system."""
BODY = 4_000
AGAIN = _("It goes elsewhere now: write the secret again.")
INTERNAL = _("This host is not public: only an administrator may set it.")
RECENT = 200
"""Calls that are looked at again when extensions or numbers change."""


@transaction.atomic
def connect(author: User, name: str, adapter: str, preset: str = "", unit: Unit | None = None) -> Provider:
    """Raises Invalid, NotAllowed."""
    home = _demand(author, unit or author.unit)
    if adapter not in ADAPTERS or (preset and preset not in PRESETS):
        raise Invalid([FieldError("kind", adapter, "unknown", _("Choose a phone system."))])
    settings = {one.name: one.default for one in ADAPTERS[adapter].asks if one.default}
    if ADAPTERS[adapter].mapped:
        settings["preset"] = preset or "other"
    made = Provider.objects.create(
        unit=home,
        name=_named(name),
        adapter=adapter,
        token=secrets.token_urlsafe(32),
        settings=settings,
        author=author,
    )
    audit.record(author, "created", "provider", made.pk, after={"name": made.name, "adapter": adapter})
    return made


def change(author: User, provider: Provider, name: str, secret: str, values: Mapping[str, str]) -> Provider:
    """Its name and what the adapter asks for; an empty secret leaves the old one. Raises Invalid.

    It goes to a host and a user that it was given for: to others only with the secret given again.
    """
    _demand(author, provider.unit)
    adapter = ADAPTERS[provider.adapter]
    given = {asked.name: str(values.get(asked.name, "")).strip() for asked in adapter.asks}
    # The network is asked before the row is held.
    inside = author.role != Role.ADMIN and adapter.leads_inside(given)
    with transaction.atomic():
        held = Provider.objects.select_for_update().get(pk=provider.pk)
        moved = {one for one in adapter.bound if held.settings.get(one, "") != given[one]}
        wrong = _wrong(adapter, given, secret)
        if inside and moved.intersection(adapter.reaches):
            wrong.append(FieldError(adapter.reaches[0], given[adapter.reaches[0]], "internal", INTERNAL))
        if held.secret and not secret.strip() and moved:
            wrong.append(FieldError("secret", "", "again", AGAIN))
        if wrong:
            raise Invalid(wrong)
        held.settings |= given
        if adapter.reaches and (author.role == Role.ADMIN or moved.intersection(adapter.reaches)):
            held.settings["internal"] = author.role == Role.ADMIN
        held.name, held.secret, held.trouble = _named(name), secret.strip() or held.secret, ""
        held.save()
        after = {"name": held.name, "new_secret": bool(secret)}
        audit.record(author, "edited", "provider", held.pk, after=after)
    return held


def _wrong(adapter: Adapter, given: Mapping[str, str], secret: str) -> list[FieldError]:
    wrong = []
    for asked in adapter.asks:
        value = given[asked.name]
        if asked.required and not value:
            wrong.append(FieldError(asked.name, "", "empty", _("This is needed.")))
        if asked.number and value and not (value.isdecimal() and 0 < int(value) < 65_536):
            wrong.append(FieldError(asked.name, value, "wrong", _("A port is a number from 1 to 65535.")))
        if len(value) > 200 or any(ord(sign) < 32 for sign in value):
            wrong.append(FieldError(asked.name, value[:50], "wrong", _("That is too long, or no text.")))
    if len(secret) > 200 or any(ord(sign) < 32 for sign in secret):
        wrong.append(FieldError("secret", "", "wrong", _("That is too long, or no text.")))
    return wrong


@transaction.atomic
def set_mapping(
    author: User, provider: Provider, fields: Mapping[str, str], words: Mapping[str, str]
) -> None:
    """Which field of its messages says what."""
    _demand(author, provider.unit)
    held = Provider.objects.select_for_update().get(pk=provider.pk)
    before = {name: held.settings.get(name) for name in ("fields", "words")}
    held.settings["fields"] = {name: str(fields.get(name, "")).strip()[:MOST] for name in FIELDS}
    held.settings["words"] = {name: str(words.get(name, "")).strip()[:MOST] for name in WORDS}
    held.save(update_fields=["settings"])
    after = {name: held.settings[name] for name in before}
    audit.record(author, "edited", "provider", held.pk, before, after)


@transaction.atomic
def new_address(author: User, provider: Provider) -> Provider:
    """The old one takes nothing any more, at once."""
    _demand(author, provider.unit)
    provider.token = secrets.token_urlsafe(32)
    provider.save(update_fields=["token"])
    audit.record(author, "rotated_secret", "provider", provider.pk)
    return provider


@transaction.atomic
def stop(author: User, provider: Provider, stopped: bool) -> None:
    _demand(author, provider.unit)
    if Provider.objects.filter(pk=provider.pk).exclude(stopped=stopped).update(stopped=stopped, trouble=""):
        audit.record(author, "stopped" if stopped else "started", "provider", provider.pk)


def add_extension(author: User, provider: Provider, number: str, staff: User, now: datetime) -> Extension:
    """Whose it is; an extension that was somebody else's goes over to him. Raises Invalid, NotAllowed."""
    _demand(author, provider.unit)
    number = number.strip()
    if not number or len(number) > 40 or any(ord(sign) < 33 for sign in number):
        raise Invalid([FieldError("number", number[:40], "wrong", _("An extension has no spaces."))])
    if not staff.is_active or not may(staff, Permission.TAKE_CALLS) or not _of_his(author, staff.unit_id):
        message = _("Choose somebody of the unit who takes calls.")
        raise Invalid([FieldError("staff", staff.name, "wrong", message)])
    with transaction.atomic():
        Extension.objects.filter(provider=provider, number__iexact=number).delete()
        made = Extension.objects.create(provider=provider, number=number, staff=staff)
        after = {"number": number, "staff": staff.pk}
        audit.record(author, "created", "extension", made.pk, after=after)
    _again(provider, now)
    return made


@transaction.atomic
def drop_extension(author: User, extension: Extension) -> None:
    _demand(author, extension.provider.unit)
    audit.record(author, "deleted", "extension", extension.pk, before={"number": extension.number})
    extension.delete()


def add_line(
    author: User, provider: Provider, number: str, unit: Unit, team: Team | None, now: datetime
) -> Line:
    """Of which unit one of our numbers is, and which team answers there. Raises Invalid, NotAllowed."""
    _demand(author, provider.unit)
    number = e164(number)
    if not number or not _of_his(author, unit.pk):
        raise Invalid([FieldError("number", number, "wrong", _("Write the number in full."))])
    if team is not None and team.unit_id != unit.pk:
        raise Invalid([FieldError("team", team.name, "wrong", _("This team is of another unit."))])
    try:
        with transaction.atomic():
            made, _new = Line.objects.update_or_create(
                provider=provider, number=number, defaults={"unit": unit, "team": team}
            )
            audit.record(author, "created", "line", made.pk, after={"number": number, "unit": unit.pk})
    except IntegrityError as error:
        raise Invalid([FieldError("number", number, "known", _("This number is there already."))]) from error
    _again(provider, now)
    return made


@transaction.atomic
def drop_line(author: User, line: Line) -> None:
    _demand(author, line.provider.unit)
    audit.record(author, "deleted", "line", line.pk, before={"number": line.number})
    line.delete()


def _again(provider: Provider, now: datetime) -> None:
    """Calls that go on now are looked at by the new rule."""
    going = Call.objects.filter(provider=provider).exclude(state=State.ENDED)
    take_again(list(going.order_by("-pk")[:RECENT]), now)


def keep_refused(provider: Provider, reason: str, body: bytes, now: datetime) -> None:
    """The newest KEPT of what was not taken, without the secret, so that whoever sets it up sees why."""
    text = body[:BODY].decode("utf-8", "replace").replace("\0", "")
    if provider.secret:
        text = text.replace(provider.secret, "…")
    RefusedBody.objects.create(provider=provider, at=now, reason=reason[:200].replace("\0", ""), body=text)
    kept = RefusedBody.objects.filter(provider=provider).order_by("-id").values("id")[:KEPT]
    RefusedBody.objects.filter(provider=provider).exclude(
        id__in=list(kept.values_list("id", flat=True))
    ).delete()


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 80:
        raise Invalid([FieldError("name", name[:80], "wrong", _("A name has 1 to 80 characters."))])
    return name


def _demand(author: User, unit: Unit | None) -> Unit:
    if unit is None:
        raise Invalid([FieldError("unit", "", "empty", _("A phone system belongs to a business unit."))])
    if not may(author, Permission.MANAGE_TELEPHONY) or not _of_his(author, unit.pk):
        raise NotAllowed
    return unit


def _of_his(author: User, unit: int | None) -> bool:
    return author.role == Role.ADMIN or (unit is not None and unit == author.unit_id)
