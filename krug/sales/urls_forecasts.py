from django.urls import path

from krug.sales.views import forecast, forecast_accuracy, forecast_say

urlpatterns = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/accuracy", forecast_accuracy.came, name="forecast-accuracy"),
    path("forecast/<slug:month>/<uuid:uid>", forecast.said, name="forecast-said"),
    path("forecast/<slug:month>/<uuid:uid>/say", forecast_say.say, name="forecast-say"),
]
