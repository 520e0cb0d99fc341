"""Ages of debts as they are called: {% load ages %}."""

from decimal import Decimal

from django import template

from krug.accounts.rules import AGES, Debt

register = template.Library()


@register.filter
def by_age(debt: Debt) -> list[tuple[str, Decimal]]:
    """(«31–60», sum) each."""
    starts = (1, *(last + 1 for last in AGES))
    names = [f"{start}–{last}" for start, last in zip(starts, AGES, strict=False)] + [f"> {AGES[-1]}"]
    return list(zip(names, debt.ages, strict=True))
