from django.urls import path

from krug.integrations.files import views as files
from krug.integrations.onec import pages as onec_pages
from krug.integrations.onec import views as onec
from krug.integrations.webhooks import views as webhooks

urlpatterns = [
    path("1c/", onec_pages.exchanges, name="exchanges"),
    path("1c/tokens/<uuid:uid>/revoke", onec_pages.revoke, name="exchange-token-revoke"),
    path("1c/files/<int:pk>/again", onec_pages.again, name="exchange-file-again"),
    path("1c/exchange", onec.exchange, name="exchange-1c"),
    path("tables/", files.new, name="table-files"),
    path("tables/<uuid:uid>", files.one, name="table-file"),
    path("tables/<uuid:uid>/columns", files.columns, name="table-file-columns"),
    path("tables/<uuid:uid>/run", files.run, name="table-file-run"),
    path("tables/<uuid:uid>/state", files.state, name="table-file-state"),
    path("tables/<uuid:uid>/mend", files.mend, name="table-file-mend"),
    path("tables/<uuid:uid>/left.csv", files.left, name="table-file-left"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.new, name="webhook-new"),
    path("webhooks/<uuid:uid>", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:uid>/stop", webhooks.stop, name="webhook-stop"),
    path("webhooks/<uuid:uid>/rotate", webhooks.rotate, name="webhook-rotate"),
    path("webhooks/<uuid:uid>/forget", webhooks.forget, name="webhook-forget"),
    path("webhooks/<uuid:uid>/start", webhooks.start, name="webhook-start"),
    path("webhooks/<uuid:uid>/<uuid:delivery>/again", webhooks.again, name="webhook-again"),
]
