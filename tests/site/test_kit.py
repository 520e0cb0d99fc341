"""The kit's tags: safe against what people type, tied together for readers."""

import json
from pathlib import Path

from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from pytest_django.fixtures import Settings

from krug.site.templatetags import kit


class OneField(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport")
    note = forms.CharField(label="Note", required=False)


def render(source: str, path: str = "/", **context: object) -> str:
    return Template("{% load kit words %}" + source).render(
        Context({"request": RequestFactory().get(path), **context})
    )


def test_a_field_names_its_hint_and_its_error_for_readers() -> None:
    html = str(kit.field(OneField({"name": ""})["name"]))
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name-error"' in html
    assert "optional" not in html


def test_what_was_typed_is_kept_and_escaped() -> None:
    html = str(kit.field(OneField({"name": '"><script>', "note": ""})["name"]))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_data_block_cannot_be_left() -> None:
    html = str(kit.data("spec", {"labels": ["</script><script>alert(1)</script>"]}))
    assert html.count("<script") == 1
    assert html.count("</script>") == 1


def test_an_avatar_has_initials_that_survive_quotes_and_numbers() -> None:
    assert ">АЗ<" in str(kit.avatar("Аптека «Здоровье»"))
    assert ">П1<" in str(kit.avatar("Поликлиника № 12"))
    assert ">?<" in str(kit.avatar(""))


def test_the_letters_of_the_language_are_asked_for_first(settings: Settings, tmp_path: Path) -> None:
    built = tmp_path / "manifest.json"
    files = [f"assets/inter-{script}-wght-normal-x.woff2" for script in ("cyrillic", "latin", "cyrillic-ext")]
    built.write_text(json.dumps({"src/office.ts": {"assets": [*files, "assets/picture.svg"]}}))
    settings.DJANGO_VITE = {"default": {"manifest_path": built}}
    kit._fonts.cache_clear()
    try:
        with override("ru"):
            russian = str(kit.fonts())
        with override("en"):
            english = str(kit.fonts())
    finally:
        kit._fonts.cache_clear()
    assert russian.count('rel="preload"') == 2
    assert "inter-cyrillic-wght" in russian
    assert "inter-latin-wght" in english
    assert "cyrillic" not in english


def test_a_meter_stays_within_its_bounds() -> None:
    assert 'class="fill" width="100%"' in str(kit.meter(1.7))
    assert 'class="fill" width="0%"' in str(kit.meter(None))


def test_links_of_a_list_keep_other_filters_and_drop_the_place() -> None:
    html = render("{% query show='held' staff='' %}", "/visits/?staff=3&after=abc&period=month")
    assert QueryDict(html.lstrip("?").replace("&amp;", "&")).dict() == {"period": "month", "show": "held"}


def test_a_filter_from_the_address_is_escaped() -> None:
    html = render("{% query show='held' %}", '/visits/?q="><script>')
    assert "<script>" not in html


def test_a_chart_has_the_same_figures_as_a_table() -> None:
    spec = {
        "kind": "bars",
        "unit": "%",
        "labels": ["1. Why", "2. How"],
        "series": [{"name": "Reach", "values": [0.5, None]}],
        "links": ["/a", "/b"],
    }
    html = render("{% chart 'c' spec 'Reach by slide' %}", spec=spec)
    assert '<a href="/a">1. Why</a>' in html
    assert "50\u00a0%" in html
    assert "–" in html
    assert '"goal": null' in html
