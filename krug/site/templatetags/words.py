"""Figures, times and dates as people say them, in both languages: {% load words %}."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from krug.site.clock import moment as of_micros

register = template.Library()


def minus(value: object) -> str:
    """A figure with a real minus sign."""
    return str(value).replace("-", "\u2212")


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """1234567 → 1 234 567; None → a dash."""
    if value is None:
        return "–"
    whole = round(float(value), digits)
    shown = int(whole) if whole == int(whole) else whole
    return minus(number_format(shown, use_l10n=True, force_grouping=abs(whole) >= 10_000))


@register.filter
def percent(share: float | None) -> str:
    """0.423 → 42 %."""
    return "–" if share is None else f"{round(share * 100)}\u00a0%"


@register.filter
def likelihood(probability: float) -> str:
    """0.423 → 42 %, 0.99987 → 99.9 %: never a certainty it is not."""
    shown = (
        number(int(probability * 1000) / 10, 1) if probability > 0.99 else number(round(probability * 100))
    )
    return f"{shown}\u00a0%"


@register.filter
def with_unit(value: float | None, unit: str) -> str:
    """A figure with its unit: "", "%" (a share), "s" or "min"."""
    if value is None:
        return "–"
    if unit == "%":
        return percent(value)
    if unit in ("s", "min"):
        shown = seconds(abs(value) * (60 if unit == "min" else 1))
        return f"\u2212{shown}" if value < 0 else shown
    return number(value)


@register.filter
def points(difference: float) -> str:
    """A difference of two shares, in percentage points: -0.042 → -4 pp."""
    unit = _("pp")
    return f"{minus(round(difference * 100))}\u00a0{unit}"


@register.filter
def seconds(value: float | None) -> str:
    """Seconds as people say them: 42 s, 1 min 20 s, 2 h 5 min."""
    if value is None:
        return "–"
    whole = round(value)
    if whole < 60:
        return _("%d s") % whole
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        tail = _("%d s") % rest
        return _("%d min") % minutes + (f" {tail}" if rest and minutes < 10 else "")
    hours, rest = divmod(whole // 60, 60)
    if hours >= 24:
        return _("%s h") % number(hours)
    tail = _("%d min") % rest
    return _("%d h") % hours + (f" {tail}" if rest else "")


@register.filter
def moment(micros: int | None) -> datetime | None:
    """µs UTC → a time."""
    return None if micros is None else of_micros(micros)


@register.filter
def day(value: date | datetime | None) -> str:
    """Today, yesterday, tomorrow, 5 May, 5 May 2024 when it was another year."""
    if value is None:
        return "–"
    that = timezone.localtime(value).date() if isinstance(value, datetime) else value
    today = timezone.localdate()
    if that == today:
        return _("today")
    away = (that - today).days
    if abs(away) == 1:
        return _("tomorrow") if away == 1 else _("yesterday")
    return _written(that, "j E" if that.year == today.year else "j E Y", get_language())


@lru_cache(4_096)
def _written(that: date, form: str, _language: str | None) -> str:
    """A story names the same days over and over."""
    return date_format(that, form)


@register.filter
def clock(value: datetime | None) -> str:
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def when(value: datetime | None) -> str:
    """Day and time: today, 14:05."""
    return "–" if value is None else f"{day(value)}, {clock(value)}"


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago, in the largest unit that fits."""
    if value is None:
        return _("never")
    days = (timezone.localdate() - timezone.localtime(value).date()).days
    if days <= 1:
        return day(value)
    if days < 60:
        return ngettext("%d day ago", "%d days ago", days) % days
    months = days // 30
    return ngettext("%d month ago", "%d months ago", months) % months


@register.filter
def size(octets: float | None) -> str:
    """Bytes as MB or kB."""
    if octets is None:
        return "–"
    big, small = _("MB"), _("kB")
    if octets >= 1_000_000:
        return f"{number(octets / 1_000_000, 1)}\u00a0{big}"
    return f"{number(max(1, round(octets / 1000)))}\u00a0{small}"
