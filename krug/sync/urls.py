from django.urls import path

from krug.sync import pages

urlpatterns = [
    path("conflicts/", pages.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/settle", pages.settle, name="conflict-settle"),
]
