from django.urls import path

from krug.behaviour import card_views, views

urlpatterns = [
    path("krug.js", views.tracker, name="tracker"),
    path(
        "customers/<uuid:uid>/companies/<uuid:belonging>/<slug:verb>",
        card_views.decide,
        name="company-decide",
    ),
    path("sources/", views.sources, name="sources"),
    path("sources/new", views.new, name="source-new"),
    path("sources/<uuid:uid>", views.source, name="source"),
    path("sources/<uuid:uid>/events", views.events, name="source-events"),
    path("sources/<uuid:uid>/events/<uuid:event>", views.event, name="source-event"),
    path("sources/<uuid:uid>/sessions", views.sessions, name="source-sessions"),
    path("sources/<uuid:uid>/schema", views.shapes, name="source-shapes"),
    path("sources/<uuid:uid>/refused", views.refused, name="source-refused"),
    path("sources/<uuid:uid>/edit", views.edit, name="source-edit"),
    path("sources/<uuid:uid>/key", views.key, name="source-key"),
    path("sources/<uuid:uid>/close", views.close, name="source-close"),
    path("sources/<uuid:uid>/open", views.open_again, name="source-open"),
]
