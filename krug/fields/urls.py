from django.urls import path

from krug.fields.views import in_place, options, settings

urlpatterns = [
    path("fields/", settings.first, name="own-fields-first"),
    path("fields/<slug:kind>/", settings.settings, name="own-fields"),
    path("fields/<slug:kind>/new", settings.new, name="own-field-new"),
    path("fields/<slug:kind>/order", settings.order, name="own-fields-order"),
    path("fields/<slug:kind>/<uuid:uid>", settings.edit, name="own-field"),
    path("fields/<slug:kind>/<uuid:uid>/<slug:verb>", settings.do, name="own-field-do"),
    path("fields/<slug:kind>/<uuid:uid>/options/", options.add, name="own-options"),
    path("fields/<slug:kind>/<uuid:uid>/options/order", options.order, name="own-options-order"),
    path("fields/<slug:kind>/<uuid:uid>/options/merge", options.merge, name="own-options-merge"),
    path("fields/<slug:kind>/<uuid:uid>/options/<uuid:option>", options.edit, name="own-option"),
    path("fields/<slug:kind>/<uuid:uid>/options/<uuid:option>/<slug:verb>", options.do, name="own-option-do"),
    path("own/<slug:kind>/<uuid:uid>/<slug:key>", in_place.value, name="own-value"),
]
