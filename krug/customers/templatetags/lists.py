"""Lines of lists, made here and not in a template: a page has fifty of them, and scrolling brings more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from krug.access.models import User
from krug.customers.listing.columns import Column, table
from krug.customers.models import Affiliation
from krug.customers.queries.lists import PersonLine
from krug.customers.templatetags.card import phone
from krug.site.templatetags.kit import badge, klass

register = template.Library()
PLACES = {"person": "/customers/", "organisation": "/organisations/"}
NAME = '<tr><td><a class="row-link" href="/customers/{}/">{}</a></td><td>{}</td>'
ROLE = '<td class="wide">{}</td><td class="soft wide">{}</td>'
PHONE = '<td class="number soft">{}</td></tr>\n'


@register.simple_tag
def list_rows(viewer: User, kind: str, columns: Sequence[Column], lines: Sequence[Any]) -> SafeString:
    """A line for each, with these columns; the first is its name and leads to its card."""
    rows = table(viewer, columns, lines)
    _first, *rest = columns
    opened = [_opening(one) for one in rest]
    return format_html_join(
        "",
        '<tr><td><a class="row-link" href="{}{}/">{}</a></td>{}</tr>\n',
        (
            (PLACES[kind], line.uid, name, mark_safe("".join(map(_cell, opened, rest, row))))
            for line, (name, *row) in zip(lines, rows, strict=True)
        ),
    )


def _opening(column: Column) -> SafeString:
    # Folded on a narrow screen a figure has no heading above it.
    named = format_html(' data-name="{}"', column.title) if "number" in column.look else ""
    return format_html('<td class="{}"{}>', column.look, named)


def _cell(opening: SafeString, column: Column, value: Any) -> SafeString:
    if value in (None, ""):
        return opening + mark_safe("</td>")
    shown = column.text(value) if column.show is None else column.show(value)
    return opening + conditional_escape(shown) + mark_safe("</td>")


@register.simple_tag
def person_rows(lines: Sequence[PersonLine], roles: Mapping[int, Affiliation]) -> SafeString:
    """On the page of their organisation: what each is there instead of where he works."""
    badges = {value: klass(value) for value in {line.klass for line in lines}}
    cells = ((it.uid, it.name, badges[it.klass], *_role(it, roles), phone(it.phone)) for it in lines)
    return format_html_join("", NAME + ROLE + PHONE, cells)


def _role(line: PersonLine, roles: Mapping[int, Affiliation]) -> tuple[object, object]:
    role = roles.get(line.id)
    if role is None:
        return line.specialty, ""
    return role.position or line.specialty, badge(role.get_part_display()) if role.part else ""
