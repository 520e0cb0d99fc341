from django.urls import path

from krug.insight.views import card

urlpatterns = [
    path("customers/<uuid:uid>/", card.person, name="person"),
]
