from django.urls import path

from krug.accounts import views

urlpatterns = [path("balances/<slug:kind>/<uuid:uid>", views.balance, name="balance")]
