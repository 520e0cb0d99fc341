"""Sums of money as people write them: {% load money %}."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€"}


@register.simple_tag
def money(amount: Decimal, currency: str) -> str:
    """1234.5, RUB → 1 234.50 ₽; without a sign: which side owes is said in words."""
    shown = number_format(abs(amount), decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"{shown}\u00a0{SIGNS.get(currency, currency)}"
