"""The design kit for templates: {% load kit %}. Looks are in office/src/kit, all of it is shown on /kit."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError

register = template.Library()
UNSAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def built(entry: str) -> SafeString:
    """Script and style of a built entry; nothing where the front end is not built."""
    try:
        return mark_safe(str(DjangoViteAssetLoader.instance().generate_vite_asset(entry)))
    except DjangoViteAssetNotFoundError:
        return mark_safe("")


@register.simple_tag
def fonts() -> SafeString:
    """Asks for the letters before the style sheet names them: text drawn in others first would move."""
    scripts = ("latin", "cyrillic") if get_language() == "ru" else ("latin",)
    return format_html_join(
        "\n",
        '<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>',
        ((url,) for url in _fonts() if any(f"-{script}-wght" in url for script in scripts)),
    )


@cache
def _fonts() -> tuple[str, ...]:
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    if not manifest.exists():
        return ()
    assets = json.loads(manifest.read_text())["src/office.ts"].get("assets", [])
    return tuple(static(f"built/office/{name}") for name in assets if name.endswith(".woff2"))


@cache
def _sprite() -> str:
    try:
        return str(DjangoViteAssetLoader.instance().generate_vite_asset_url("src/kit/icons.svg"))
    except DjangoViteAssetNotFoundError:
        return ""


def _picture(name: str, look: str = "") -> SafeString:
    return mark_safe(
        f'<svg class="icon {look}" aria-hidden="true"><use href="{_sprite()}#{name}"></use></svg>'
    )


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """A picture beside words: hidden from readers, who have the words."""
    return _picture(name, look)


@register.simple_tag
def badge(text: Any, tone: str = "", icon: str = "") -> SafeString:
    """`tone`: accent, good, warn, bad or none."""
    picture = _picture(icon) if icon else ""
    return format_html('<span class="badge {}">{}{}</span>', tone, picture, text)


@register.simple_tag
def klass(value: str) -> SafeString:
    """A customer's class; none is said by nothing."""
    if not value:
        return mark_safe("")
    tone = {"A": "accent", "B": "", "C": ""}.get(value, "")
    return format_html(
        '<span class="badge klass {}" title="{}">{}</span>', tone, _("Class %s") % value, value
    )


@register.simple_tag
def avatar(name: str, look: str = "") -> SafeString:
    """Initials on a tint that stays the same for the same name."""
    words = [word for word in name.replace("«", "").replace("№", "").split() if word[:1].isalnum()]
    initials = "".join(word[0] for word in words[:2]).upper() or "?"
    tint = sum(map(ord, name)) % 4 + 1
    return format_html('<span class="avatar t{} {}" aria-hidden="true">{}</span>', tint, look, initials)


@register.simple_tag
def field(bound: BoundField, hint: str = "", look: str = "") -> SafeString:
    """Label, control, hint and what is wrong, tied together for readers."""
    name = bound.auto_id
    hint = hint or str(bound.help_text)
    described = [f"{name}-hint"] if hint else []
    described += [f"{name}-error"] if bound.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    optional = (
        mark_safe("")
        if bound.field.required
        else format_html(' <span class="optional">{}</span>', _("optional"))
    )
    under = format_html(
        "{}{}",
        format_html('<p class="hint" id="{}-hint">{}</p>', name, hint) if hint else "",
        _errors(bound.errors, name),
    )
    control = bound.as_widget(attrs=attrs)
    if isinstance(bound.field.widget, CheckboxInput):
        box = '<div class="field {}"><label class="choice" for="{}">{} <span>{}</span></label>{}</div>'
        return format_html(box, look, bound.id_for_label, control, bound.label, under)
    return format_html(
        '<div class="field {}"><label for="{}">{}{}</label>{}{}</div>',
        look,
        bound.id_for_label,
        bound.label,
        optional,
        control,
        under,
    )


def _errors(errors: Any, name: str) -> SafeString:
    if not errors:
        return mark_safe("")
    lines = format_html_join("", "<span>{}</span>", ((error,) for error in errors))
    return format_html(
        '<p class="error" id="{}-error">{}{}</p>', name, _picture("alert-triangle", "small"), lines
    )


@register.simple_tag
def stat(name: str, value: Any, by: str = "", href: str = "", tone: str = "") -> SafeString:
    """A figure with its name; with `href` it opens the rows behind it."""
    inner = format_html(
        '<span class="name">{}</span><span class="value {}">{}</span><span class="by">{}</span>',
        name,
        tone,
        value,
        by,
    )
    if href:
        return format_html('<a class="stat" href="{}">{}</a>', href, inner)
    return format_html('<div class="stat">{}</div>', inner)


@register.simple_tag
def meter(share: float | None, tone: str = "", mark: float | None = None, label: str = "") -> SafeString:
    """A bar of a share 0…1, with a mark where it should be. Widths are attributes: styles are forbidden."""
    width = round(min(max(share or 0, 0), 1) * 100, 1)
    at = (
        mark_safe("")
        if mark is None
        else format_html(
            '<rect class="mark" x="{}%" width="2" height="6"></rect>', round(min(mark, 0.99) * 100, 1)
        )
    )
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="meter {}" {}><rect width="100%" height="6" rx="3"></rect>'
        '<rect class="fill" width="{}%" height="6" rx="3"></rect>{}</svg>',
        tone,
        said,
        width,
        at,
    )


@register.simple_tag
def data(name: str, value: Any) -> SafeString:
    """A data block for a script: not executed, so the pages' policy allows it."""
    text = json.dumps(value, ensure_ascii=False, default=str).translate(UNSAFE_IN_SCRIPT)
    return format_html('<script type="application/json" id="{}">{}</script>', name, mark_safe(text))


@register.inclusion_tag("kit/empty.html")
def empty(title: str, text: str = "", icon: str = "circle-dashed", **more: Any) -> dict[str, Any]:
    """A place with nothing in it yet. `href` + `action`: the first step; `dialog`: it opens in the dialog."""
    return {"title": title, "text": text, "icon": icon, **more}


@register.inclusion_tag("kit/chart.html")
def chart(
    name: str, spec: dict[str, Any], title: str, since: Any = None, low: bool = False
) -> dict[str, Any]:
    """A picture of `spec` (krug.insight.charts) with its table; `since`: from when on there are data."""
    series = spec["series"]
    links = spec.get("links") or [""] * len(spec["labels"])
    rows = [
        {"label": label, "link": link, "cells": [one["values"][at] for one in series]}
        for at, (label, link) in enumerate(zip(spec["labels"], links, strict=True))
    ]
    whole = {"unit": "", "goal": None, "stacked": False, "links": []} | spec
    return {"name": name, "spec": whole, "title": title, "since": since, "rows": rows, "low": low}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> SafeString:
    """This page's query string with some parameters changed, empty ones and the page's place left out."""
    params = context["request"].GET.copy()
    for drop in ("after", "page"):
        params.pop(drop, None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return mark_safe("?" + conditional_escape(params.urlencode()))


@register.simple_tag
def query_of(request: HttpRequest, name: str = "", value: Any = "", drop: str = "") -> SafeString:
    """The query string of a list with one filter set or dropped."""
    params = request.GET.copy()
    for gone in ("after", name, drop):
        params.pop(gone, None)
    if name:
        params[name] = str(value)
    return mark_safe("?" + conditional_escape(params.urlencode()))
