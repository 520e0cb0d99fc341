"""Lines of lists, made here and not in a template: a page has fifty of them, and scrolling brings more."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from krug.customers.queries.lists import PersonLine
from krug.customers.templatetags.card import phone
from krug.site.templatetags.kit import klass

register = template.Library()
NAME = '<tr><td><a class="row-link" href="/customers/{}/">{}</a></td><td>{}</td><td class="soft wide">{}</td>'
PLACE = '<td class="wide">{}</td><td class="soft wide">{}</td>'
PHONE = '<td class="number soft">{}</td></tr>\n'


@register.simple_tag
def person_rows(lines: Sequence[PersonLine], here: bool = False) -> SafeString:
    """`here`: on the page of their organisation, which need not be told again."""
    badges = {value: klass(value) for value in {line.klass for line in lines}}
    cells = (
        (it.uid, it.name, badges[it.klass], it.specialty)
        + (() if here else (it.organisation, it.city))
        + (phone(it.phone),)
        for it in lines
    )
    return format_html_join("", NAME + ("" if here else PLACE) + PHONE, cells)
