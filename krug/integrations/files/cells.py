"""What a cell of such a file says. Pure; the zone of times without one is passed in."""

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?$")
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_SIGNS = re.compile(r"(?i)(₽|руб\.?|rub|р\.)$")


def day(text: str) -> date | None:
    """2026-11-26, 26.11.2026, 26/11/26: the day first, as it is written here. None: no date."""
    found = _DAY.match(text.strip())
    if found is None:
        return None
    year, month, of_month, day_first, month_second, year_last = found.groups()
    try:
        if year:
            return date(int(year), int(month), int(of_month))
        return date(int(year_last) + (2000 if len(year_last) == 2 else 0), int(month_second), int(day_first))
    except ValueError:
        return None


def moment(text: str, clock: str, zone: tzinfo) -> datetime | None:
    """A date with its time, which may stand in a cell of its own; noon where there is none."""
    text = text.strip()
    try:
        whole = datetime.fromisoformat(text)
    except ValueError:
        whole = None
    if whole is not None and whole.tzinfo is not None:
        return whole
    of = day(text)
    if of is None:
        return None
    found = _TIME.search(clock.strip() or text)
    try:
        hour, minute, second = (int(part or 0) for part in found.groups()) if found else (12, 0, 0)
        at = time(hour, minute, second)
    except ValueError:
        return None
    return datetime.combine(of, at, zone)


def money(text: str) -> Decimal | None:
    """«1 234,50 ₽» and 1,234.50 and (100) for a negative one. None: no sum of at most two decimals."""
    text = _SIGNS.sub("", _SPACES.sub("", text.strip()))
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()").replace("\u2212", "-")
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", text):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    if found != found.quantize(Decimal("0.01")):
        return None
    return -found if negative else found
