"""A month is forecast: what is submitted is added to the unit's chain and never changed."""

import re
from collections.abc import Sequence
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
    return _add(author, owner, period, said, uid, timezone.now())


@transaction.atomic
def load_forecasts(rows: Sequence[PastForecast]) -> int:
    """What was said elsewhere, brought in by the console: `written_at` tells that it was written later.

    In the order of time. Returns how many.
    """
    for row in rows:
        if row.made_at > timezone.now():
            message = _("In the order of time, up to now.")
            raise Invalid([FieldError("made_at", str(row.made_at), "wrong_order", message)])
        _add(row.author, row.owner, row.period, row.said, row.uid, row.made_at)
    return len(rows)


def _add(
    author: Author, owner: User, period: date, said: Sequence[Said], uid: UUID | None, made_at: datetime
) -> UUID:
    if owner.unit_id is None or not may(owner, Permission.EDIT_DEALS):
        raise Invalid([FieldError("owner", owner.name, "wrong_role", _("This role has no deals."))])
    # Two at once wait for one another here (SQLite: since BEGIN); what slips by, the database refuses.
    Unit.objects.select_for_update(no_key=True).get(pk=owner.unit_id)
    if uid is not None and ForecastRow.objects.filter(submission=uid).exists():
        return _known(author, uid)
    _in_time(period, made_at)
    zone = timezone.get_default_timezone()
    deals = _checked(owner, said)
    last = ForecastRow.objects.filter(unit=owner.unit_id).order_by("-number").first()
    number, before = (last.number, last.digest) if last else (0, chain.NONE)
    told = {
        "unit": owner.unit_id,
        "owner": owner.pk,
        "author": author.pk if author else None,
        "submission": uid or uuid7(),
        "period": period,
        "cut_off": periods.cut_off(period, settings.KRUG_FORECAST_DAYS, zone),
        "horizon": periods.horizon(made_at, period, zone),
        "made_at": made_at,
        "written_at": timezone.now(),
    }
    rows = [_row(one, deals.get(one.deal or 0), told) for one in said or [Said(None, Decimal(0), 0)]]
    for row in rows:
        row.number, row.previous = number + 1, before
        row.digest = chain.digest(before, row)
        number, before = row.number, row.digest
    ForecastRow.objects.bulk_create(rows, batch_size=500)
    # The head, kept elsewhere too: a tail that is cut off is missed.
    head = {"number": number, "digest": before}
    audit.record(author, "forecast", "forecast", f"{owner.unit_id}/{number}", after=head)
    return rows[0].submission


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


def _checked(owner: User, said: Sequence[Said]) -> dict[int, Deal]:
    if len(said) > MOST_ROWS:
        raise Invalid([FieldError("rows", len(said), "too_many", _("At most 1000 deals at once."))])
    named = [one.deal for one in said if one.deal is not None]
    deals = Deal.objects.filter(owner=owner, unit=owner.unit_id).in_bulk(named)
    errors, seen = list[FieldError](), set[int]()
    for number, one in enumerate(said, 1):
        if one.deal is not None and (one.deal not in deals or one.deal in seen):
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
    return deals
