from django.urls import path

from krug.segments import views

urlpatterns = [
    path("segments/", views.segments, name="segments"),
    path("segments/new", views.new, name="segment-new"),
    path("segments/build", views.build, name="segment-build"),
    path("segments/preview", views.preview, name="segment-preview"),
    path("segments/<uuid:uid>", views.segment, name="segment"),
    path("segments/<uuid:uid>/moves", views.moves, name="segment-moves"),
    path("segments/<uuid:uid>/edit", views.edit, name="segment-edit"),
    path("segments/<uuid:uid>/freeze", views.freeze, name="segment-freeze"),
    path("segments/<uuid:uid>/thaw", views.thaw, name="segment-thaw"),
    path("segments/<uuid:uid>/remove", views.remove, name="segment-remove"),
    path("segments/<uuid:uid>/restore", views.restore, name="segment-restore"),
]
