"""Who wrote a letter and to whom, in words."""

from django import template
from django.utils.translation import gettext as _

from krug.letters.models import Letter

register = template.Library()


@register.simple_tag
def letter_from(letter: Letter) -> str:
    if letter.side == "out" and letter.staff is not None:
        return letter.staff.name
    return letter.sender_name or letter.sender or _("Somebody")


@register.simple_tag
def letter_to(letter: Letter) -> str:
    names = [name or address for name, address in [*letter.to, *letter.cc]]
    return ", ".join(names) or "–"
