"""A month is forecast: what is submitted is added to the unit's chain and never changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.access.scopes import visible_staff
from krug.sales.actions.held import Author
from krug.sales.errors import PeriodClosed
from krug.sales.forecasting import chain, periods
from krug.sales.forecasting.data import PastForecast, Said
from krug.sales.models import Deal, ForecastRow
from krug.sales.queries.chances import in_month
from krug.site.bulk import chunks
from krug.site.ids import uuid7

MOST = Decimal(10) ** 10
MOST_ROWS = 1000
CURRENCY = re.compile("[A-Z]{3}")


@transaction.atomic
def submit_forecast(
    author: Author, owner: User, period: date, said: Sequence[Said], uid: UUID | None = None
) -> UUID:
    """What will come in `period` (first of a month) of `owner`'s deals, by himself or who leads him.

    The uid of the submission; with one that is there nothing is added. Said again it stands beside what was
    said before. Raises PeriodClosed after the cut-off, Invalid naming rows (1, 2, …), NotAllowed.
    """
    if author is not None:
        if not may(author, Permission.EDIT_DEALS):
            raise NotAllowed
        if not visible_staff(author).filter(pk=owner.pk).exists():
            raise NotAllowed
    _hold(owner)
    if uid is not None and ForecastRow.objects.filter(submission=uid).exists():
        return _known(author, uid)
    deals = Deal.objects.in_bulk([one.deal for one in said if one.deal is not None])
    now = timezone.now()
    likely = in_month(list(deals.values()), period, now)
    said = [replace(one, model=likely.get(one.deal or 0)) for one in said]
    rows = _rows(author, owner, period, said, deals, uid, now)
    return _write(author, [rows])[0]


@transaction.atomic
def load_forecasts(told: Sequence[PastForecast]) -> int:
    """What was said elsewhere, brought in by the console: `written_at` tells that it was written later.

    In the order of time. Returns how many.
    """
    now = timezone.now()
    for one in {one.owner.unit_id: one for one in told}.values():
        _hold(one.owner)
    named = (said.deal for one in told for said in one.said if said.deal is not None)
    deals = {deal.pk: deal for part in chunks(named) for deal in Deal.objects.filter(pk__in=part)}
    made = []
    for one in told:
        if one.made_at > now:
            message = _("In the order of time, up to now.")
            raise Invalid([FieldError("made_at", str(one.made_at), "wrong_order", message)])
        made.append(_rows(one.author, one.owner, one.period, one.said, deals, one.uid, one.made_at))
    return len(_write(None, made))


def _hold(owner: User) -> None:
    """Two at once wait for one another here (SQLite: since BEGIN); what slips by, the database refuses."""
    if owner.unit_id is None or not may(owner, Permission.EDIT_DEALS):
        raise Invalid([FieldError("owner", owner.name, "wrong_role", _("This role has no deals."))])
    Unit.objects.select_for_update(no_key=True).get(pk=owner.unit_id)


def _rows(
    author: Author,
    owner: User,
    period: date,
    said: Sequence[Said],
    deals: Mapping[int, Deal],
    uid: UUID | None,
    made_at: datetime,
) -> list[ForecastRow]:
    """Not hung on the chain yet."""
    _in_time(period, made_at)
    _check(owner, said, deals)
    zone = timezone.get_default_timezone()
    told = {
        "unit": owner.unit_id,
        "owner": owner.pk,
        "author": author.pk if author else None,
        "submission": uid or uuid7(),
        "period": period,
        "cut_off": periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone),
        "horizon": periods.horizon(made_at, period, zone),
        "made_at": made_at,
        "written_at": max(timezone.now(), made_at),
    }
    return [_row(one, deals.get(one.deal or 0), told) for one in said or [Said(None, Decimal(0), 0)]]


def _write(author: Author, made: Sequence[Sequence[ForecastRow]]) -> list[UUID]:
    """Each submission at the end of its unit's chain, its head in the audit too: so a cut tail is missed."""
    ends: dict[int, tuple[int, str]] = {}
    heads: list[tuple[object, Mapping[str, Any], Mapping[str, Any]]] = []
    for rows in made:
        unit = rows[0].unit
        if unit not in ends:
            last = ForecastRow.objects.filter(unit=unit).order_by("-number").first()
            ends[unit] = (last.number, last.digest) if last else (0, chain.NONE)
        for row in rows:
            row.number, row.previous = ends[unit][0] + 1, ends[unit][1]
            row.digest = chain.digest(row.previous, row)
            ends[unit] = row.number, row.digest
        number, digest = ends[unit]
        heads.append((f"{unit}/{number}", {}, {"number": number, "digest": digest}))
    ForecastRow.objects.bulk_create([row for rows in made for row in rows], batch_size=500)
    audit.record_many(author, "forecast", "forecast", heads)
    return [rows[0].submission for rows in made]


def _row(one: Said, deal: Deal | None, told: dict[str, Any]) -> ForecastRow:
    return ForecastRow(
        deal=deal.pk if deal else None,
        person=deal.person_id if deal else None,
        organisation=deal.organisation_id if deal else None,
        amount=one.amount.quantize(Decimal("0.01")),
        currency=one.currency,
        chance=one.chance,
        expected_on=one.expected_on,
        model=None if one.model is None else round(one.model * 1000),
        **told,
    )


def _known(author: Author, uid: UUID) -> UUID:
    """Pressed twice."""
    row = ForecastRow.objects.filter(submission=uid).first()
    if row is None or row.author != (author.pk if author else None):
        message = _("There is another submission of this uid.")
        raise Invalid([FieldError("uid", str(uid), "known", message)])
    return uid


def _in_time(period: date, made_at: datetime) -> None:
    zone = timezone.get_default_timezone()
    if period.day != 1 or not 2000 <= period.year <= 2200:
        raise Invalid(
            [FieldError("period", str(period), "wrong", _("The first day of a month is expected."))]
        )
    if made_at >= periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone):
        raise PeriodClosed
    if periods.horizon(made_at, period, zone) > periods.FARTHEST:
        raise Invalid([FieldError("period", str(period), "too_far", _("At most eleven months ahead."))])


def _check(owner: User, said: Sequence[Said], deals: Mapping[int, Deal]) -> None:
    if len(said) > MOST_ROWS:
        raise Invalid([FieldError("rows", len(said), "too_many", _("At most 1000 deals at once."))])
    errors, seen = list[FieldError](), set[int]()
    for number, one in enumerate(said, 1):
        if one.deal is not None and (_foreign(deals.get(one.deal), owner) or one.deal in seen):
            message = _("Each deal once, and of this seller.")
            errors.append(FieldError("deal", one.deal, "wrong_deal", message, number))
        seen.add(one.deal or 0)
        if not 0 <= one.chance <= 100:
            message = _("A probability from 0 to 100 is expected.")
            errors.append(FieldError("chance", one.chance, "out_of_range", message, number))
        if not (one.amount.is_finite() and 0 <= one.amount < MOST):
            message = _("A sum from zero is expected.")
            errors.append(FieldError("amount", str(one.amount), "wrong", message, number))
        if not CURRENCY.fullmatch(one.currency):
            message = _("Three capital letters are expected.")
            errors.append(FieldError("currency", one.currency, "wrong", message, number))
    if errors:
        raise Invalid(errors)


def _foreign(deal: Deal | None, owner: User) -> bool:
    return deal is None or (deal.owner_id, deal.unit_id) != (owner.pk, owner.unit_id)
