from django.urls import path

from krug.integrations.onec import views as onec
from krug.integrations.webhooks import views as webhooks

urlpatterns = [
    path("1c/exchange", onec.exchange, name="exchange-1c"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.new, name="webhook-new"),
    path("webhooks/<uuid:uid>", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:uid>/stop", webhooks.stop, name="webhook-stop"),
    path("webhooks/<uuid:uid>/start", webhooks.start, name="webhook-start"),
    path("webhooks/<uuid:uid>/<uuid:delivery>/again", webhooks.again, name="webhook-again"),
]
