from django.urls import path

from krug.customers.views import consents, filters, importing, merging, organisations, people

urlpatterns = [
    path("customers/", people.people, name="people"),
    path("customers/new", people.new, name="person-new"),
    path("customers/doubles", people.doubles, name="person-doubles"),
    path("customers/import/", importing.new, name="import-new"),
    path("customers/import/<uuid:uid>/", importing.one, name="import"),
    path("customers/import/<uuid:uid>/columns", importing.mapping, name="import-columns"),
    path("customers/import/<uuid:uid>/run", importing.run, name="import-run"),
    path("customers/import/<uuid:uid>/cancel", importing.cancel, name="import-cancel"),
    path("customers/import/<uuid:uid>/state", importing.state, name="import-state"),
    path("customers/import/<uuid:uid>/rejected.csv", importing.rejected, name="import-rejected"),
    path("customers/<uuid:uid>/edit/<slug:name>", people.field, name="person-field"),
    path("customers/<uuid:uid>/merge", merging.choose, name="person-merge"),
    path("customers/<uuid:uid>/merge/find", merging.find, name="merge-find"),
    path("customers/merges/<uuid:uid>/undo", merging.undo, name="merge-undo"),
    path("customers/<uuid:uid>/consents/", consents.history, name="person-consents"),
    path("customers/<uuid:uid>/consents/<slug:code>/give", consents.give, name="consent-give"),
    path("customers/<uuid:uid>/consents/<slug:code>/withdraw", consents.withdraw, name="consent-withdraw"),
    path("customers/consents/<uuid:uid>/undo", consents.undo, name="consent-undo"),
    path("customers/purposes/", consents.purposes, name="purposes"),
    path("customers/purposes/<int:pk>", consents.purpose, name="purpose"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new", organisations.new, name="organisation-new"),
    path("organisations/pick", organisations.pick, name="organisation-pick"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uid>/edit/<slug:name>", organisations.field, name="organisation-field"),
    path("filters/<slug:kind>/<slug:name>", filters.facet, name="facet"),
]
