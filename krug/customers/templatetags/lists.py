"""Lines of lists, made here and not in a template: a page has fifty of them, and scrolling brings more."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from krug.customers.models import Affiliation
from krug.customers.queries.lists import PersonLine
from krug.customers.templatetags.card import phone
from krug.site.templatetags.kit import badge, klass

register = template.Library()
NAME = '<tr><td><a class="row-link" href="/customers/{}/">{}</a></td><td>{}</td>'
ROLE = '<td class="wide">{}</td><td class="soft wide">{}</td>'
PLACE = '<td class="soft wide">{}</td><td class="wide">{}</td><td class="soft wide">{}</td>'
PHONE = '<td class="number soft">{}</td></tr>\n'


@register.simple_tag
def person_rows(lines: Sequence[PersonLine], roles: Mapping[int, Affiliation] | str = "") -> SafeString:
    """`roles`: on the page of their organisation, what each is there instead of where he works."""
    badges = {value: klass(value) for value in {line.klass for line in lines}}
    cells = (
        (it.uid, it.name, badges[it.klass])
        + ((it.specialty, it.organisation, it.city) if isinstance(roles, str) else _role(it, roles))
        + (phone(it.phone),)
        for it in lines
    )
    return format_html_join("", NAME + (PLACE if isinstance(roles, str) else ROLE) + PHONE, cells)


def _role(line: PersonLine, roles: Mapping[int, Affiliation]) -> tuple[object, object]:
    role = roles.get(line.id)
    if role is None:
        return line.specialty, ""
    return role.position or line.specialty, badge(role.get_part_display()) if role.part else ""
