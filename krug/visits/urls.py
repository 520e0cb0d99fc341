from django.urls import path

from krug.visits import pages
from krug.visits.calendar import views as calendar

urlpatterns = [
    path("visits/", pages.visits, name="visits"),
    path("visits/new", pages.new, name="visit-new"),
    path("visits/whom", pages.whom, name="visit-whom"),
    path("visits/calendar/", calendar.page, name="calendar"),
    path("visits/calendar/open", calendar.opened, name="calendar-open"),
    path("visits/calendar/close", calendar.closed, name="calendar-close"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("visits/<uuid:uid>/", pages.visit, name="visit"),
    path("visits/<uuid:uid>.ics", calendar.one, name="visit-ics"),
    path("visits/<uuid:uid>/cancel", pages.cancel, name="visit-cancel"),
]
