"""The root of all addresses: each domain brings its own urls.py."""

from django.urls import URLPattern, URLResolver, include, path

from krug.site import health, today, views
from krug.site.api import api

DOMAINS = (
    "krug.access.urls",
    "krug.fields.urls",
    "krug.customers.urls",
    "krug.accounts.urls",
    "krug.teamwork.urls",
    "krug.catalog.urls",
    "krug.decks.urls",
    "krug.decks.file_urls",
    "krug.visits.urls",
    "krug.sales.urls",
    "krug.sales.urls_forecasts",
    "krug.sales.urls_plans",
    "krug.letters.urls",
    "krug.calls.urls",
    "krug.behaviour.urls",
    "krug.segments.urls",
    "krug.integrations.urls",
    "krug.sync.urls",
    "krug.insight.urls",
    "krug.site.tablet",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(domain)) for domain in DOMAINS),
    path("api/v1/", api.urls),
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("", today.today, name="today"),
    path("today/look", today.look, name="today-look"),
    path("search", views.search, name="search"),
    path("kit", views.kit, name="kit"),
    path("theme", views.theme, name="theme"),
]

handler404 = "krug.site.middleware.not_found"
handler500 = "krug.site.middleware.broken"
