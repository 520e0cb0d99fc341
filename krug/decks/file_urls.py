"""Addresses of deck files (contract/sync.md, step 5)."""

from django.urls import URLPattern, re_path

from krug.decks import file_views

_UID = r"(?P<version>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_SHA256 = r"(?P<sha256>[0-9a-f]{64})"

urlpatterns: list[URLPattern] = [
    re_path(rf"^files/{_UID}/{_SHA256}$", file_views.deck_file, name="deck-file"),
    re_path(rf"^thumbs/{_UID}/{_SHA256}$", file_views.deck_thumb, name="deck-thumb"),
]
