from django.urls import path

from krug.insight.views import deck, devices, reports

urlpatterns = [
    path("presentations/<uuid:uid>/", deck.deck, name="deck"),
    path("presentations/<uuid:uid>/figures", deck.figures, name="deck-figures"),
    path("presentations/slides/<uuid:uid>/showings", deck.showings, name="showings"),
    path("devices/silent/", devices.silent, name="silent-devices"),
    path("devices/refused/", devices.refused, name="refused-entries"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:uid>/", reports.rep, name="report"),
]
