from django.urls import path

from krug.integrations.onec import views as onec

urlpatterns = [path("1c/exchange", onec.exchange, name="exchange-1c")]
