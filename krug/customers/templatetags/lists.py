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
from krug.site.templatetags.kit import badge, icon, klass, query

register = template.Library()
NEWEST_FIRST = ("created", "changed")
PLACES = {"person": "/customers/", "organisation": "/organisations/"}
NAME = '<tr><td><a class="row-link" href="/customers/{}/">{}</a></td><td>{}</td>'
ROLE = '<td class="wide">{}</td><td class="soft wide">{}</td>'
PHONE = '<td class="number soft">{}</td></tr>\n'


@register.simple_tag
def list_rows(
    viewer: User, kind: str, columns: Sequence[Column], lines: Sequence[Any], pick: bool = False
) -> SafeString:
    """A line for each, with these columns; the first is its name and leads to its card. `pick`: it can be
    ticked for what is done with many.
    """
    rows = table(viewer, columns, lines)
    _first, *rest = columns
    opened = [_opening(one) for one in rest]
    return format_html_join(
        "",
        '<tr>{}<td><a class="row-link" href="{}{}/">{}</a></td>{}</tr>\n',
        (
            (
                _tick(line.id, name) if pick else "",
                PLACES[kind],
                line.uid,
                name,
                mark_safe("".join(map(_cell, opened, rest, row))),
            )
            for line, (name, *row) in zip(lines, rows, strict=True)
        ),
    )


@register.simple_tag(takes_context=True)
def heading(context: template.Context, look: Any, column: Column) -> SafeString:
    """A column's heading: where the list can be sorted by it, a link that does, or turns the order round."""
    look_of_cells = "end" if "end" in column.look else ""
    if not column.order:
        return format_html('<th scope="col" class="{}">{}</th>', look_of_cells, column.title)
    here = look.order.name == column.order
    # Of dates the newest come first.
    first = "-" if column.order in NEWEST_FIRST else ""
    said = f"{'' if look.order.down else '-'}{column.order}" if here else f"{first}{column.order}"
    return format_html(
        '<th scope="col" class="{}"{}><a class="sort" href="{}{}">{}{}</a></th>',
        look_of_cells,
        mark_safe(f' aria-sort="{"descending" if look.order.down else "ascending"}"') if here else "",
        context["request"].path,
        query(context, sort=said),
        column.title,
        icon("arrow-down" if look.order.down else "arrow-up", "small") if here else "",
    )


def _tick(row: int, name: str) -> SafeString:
    return format_html(
        '<td class="tick"><input type="checkbox" name="row" form="bulk" value="{}" aria-label="{}"></td>',
        row,
        name,
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
