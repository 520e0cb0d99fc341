"""The form of one seller's month: filled from his deals, corrected, submitted."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid, KrugError
from krug.access.rules import Permission
from krug.sales.actions import submit_forecast
from krug.sales.errors import PeriodClosed
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import Said
from krug.sales.forms import SumField
from krug.sales.models import ForecastRow
from krug.sales.queries.forecasts import Offered, may_say, offered, reach_seller
from krug.sales.views.forecast import month_or_404
from krug.site.ids import uuid7


class RowForm(forms.Form):
    """What is said of one deal; of a row that is not chosen nothing is read."""

    chosen = forms.BooleanField(label=gettext_lazy("In the forecast"), required=False)
    amount = SumField(label=gettext_lazy("Amount"), required=False)
    chance = forms.IntegerField(
        label=gettext_lazy("Probability, %"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"min": 0, "max": 100}),
    )

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if not held.get("chosen"):
            self._errors = forms.utils.ErrorDict()
            return held
        for name in ("amount", "chance"):
            if held.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say it, or leave the deal out."))
        return held


class BeyondForm(RowForm):
    """Business that is no deal yet."""

    chosen = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        held = forms.Form.clean(self) or {}
        if held.get("amount") and held.get("chance") is None and "chance" not in self.errors:
            self.add_error("chance", _("Say how likely it is."))
        return held


@dataclass(frozen=True, slots=True)
class Row:
    offer: Offered
    form: RowForm


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_DEALS)
def say(request: SignedInRequest, month: str, uid: UUID) -> HttpResponse:
    owner, period, now = reach_seller(request.user, uid), month_or_404(month), timezone.now()
    if not may_say(request.user, owner):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    offers, said_beyond = offered(request.user, owner, period, now)
    rows = [Row(one, _form(one, posted)) for one in offers]
    beyond = BeyondForm(posted, prefix="beyond", initial=_beyond(said_beyond))
    refusal: KrugError | None = None
    if posted is not None and all([*(row.form.is_valid() for row in rows), beyond.is_valid()]):
        try:
            submit_forecast(request.user, owner, period, _said(rows, beyond), _uid(posted))
        except (PeriodClosed, Invalid) as error:
            refusal = error
        else:
            messages.success(request, _("The forecast is submitted. What was said before stays beside it."))
            return redirect("forecast-said", month=month, uid=owner.uid)
    closes = periods.cut_off(period, settings.KRUG_FORECAST_DAYS, timezone.get_default_timezone())
    context = {
        "owner": owner,
        "period": period,
        "rows": [row for row in rows if row.form["chosen"].value()],
        "others": [row for row in rows if not row.form["chosen"].value()],
        "beyond": beyond,
        "closes": closes,
        "open": now < closes,
        "refusal": refusal,
        "uid": posted.get("uid") if posted else uuid7(),
    }
    wrong = posted is not None
    status = refusal.status if refusal else 422 if wrong else 200
    return render(request, "sales/forecast_say.html", context, status=status)


def _form(one: Offered, posted: QueryDict | None) -> RowForm:
    amount = None if one.amount is None else _plain(one.amount)
    initial = {"chosen": one.chosen, "amount": amount, "chance": one.chance}
    return RowForm(posted, prefix=str(one.deal.pk), initial=initial)


def _beyond(row: ForecastRow | None) -> dict[str, Any]:
    return {"amount": _plain(row.amount), "chance": row.chance} if row else {}


def _plain(amount: Decimal) -> str:
    return f"{amount:f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:.0f}"


def _said(rows: list[Row], beyond: BeyondForm) -> list[Said]:
    said = [
        Said(
            deal=row.offer.deal.pk,
            amount=row.form.cleaned_data["amount"],
            chance=row.form.cleaned_data["chance"],
            currency=row.offer.deal.currency,
            expected_on=row.offer.deal.expected_on,
        )
        for row in rows
        if row.form.cleaned_data["chosen"]
    ]
    more = beyond.cleaned_data
    currency = said[0].currency if said else "RUB"
    if more.get("amount"):
        said.append(Said(None, more["amount"], more["chance"], currency))
    return said


def _uid(posted: QueryDict) -> UUID | None:
    try:
        return UUID(posted.get("uid", ""))
    except ValueError:
        return None
