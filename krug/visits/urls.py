from django.urls import path

from krug.visits import pages

urlpatterns = [
    path("visits/", pages.visits, name="visits"),
    path("visits/new", pages.new, name="visit-new"),
    path("visits/whom", pages.whom, name="visit-whom"),
    path("visits/<uuid:uid>/cancel", pages.cancel, name="visit-cancel"),
]
