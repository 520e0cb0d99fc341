from django.urls import path, register_converter

from krug.customers.rules import Tab
from krug.customers.views import (
    affiliations,
    blocked,
    bulk,
    card,
    consents,
    downloads,
    exporting,
    filters,
    importing,
    looks,
    matching,
    merging,
    organisations,
    people,
    retention,
    saved_views,
    subjects,
    traits,
)


class TableFormat:
    """The formats a list is given in."""

    regex = "csv|xlsx|vcf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CardTab:
    """The parts of a card."""

    regex = "|".join(Tab)

    def to_python(self, value: str) -> Tab:
        return Tab(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(TableFormat, "table_format")
register_converter(CardTab, "card_tab")
OF_PLACES, PAIRS = {"of": "organisation"}, "organisations/matches/"
urlpatterns = [
    path("customers/", people.people, name="people"),
    path("customers/new", people.new, name="person-new"),
    path("customers/split", people.split, name="person-split"),
    path("customers/doubles", people.doubles, name="person-doubles"),
    path("customers/export.<table_format:format>", exporting.people, name="people-export"),
    path("organisations/export.<table_format:format>", exporting.organisations, name="organisations-export"),
    path("customers/<uuid:uid>/", card.person, name="person"),
    path("customers/<uuid:uid>/<card_tab:tab>/", card.person, name="person-tab"),
    path("customers/<uuid:uid>/story/earlier", card.story, name="person-story"),
    path("customers/<uuid:uid>/news", card.news, name="person-news"),
    path("customers/<uuid:uid>/card.vcf", exporting.card, name="person-vcard"),
    path("customers/import/", importing.new, name="import-new"),
    path("organisations/import/", importing.new, {"kind": "organisation"}, name="organisations-import"),
    path("customers/import/<uuid:uid>/", importing.one, name="import"),
    path("customers/import/<uuid:uid>/columns", importing.mapping, name="import-columns"),
    path("customers/import/<uuid:uid>/run", importing.run, name="import-run"),
    path("customers/import/<uuid:uid>/cancel", importing.cancel, name="import-cancel"),
    path("customers/import/<uuid:uid>/undo", importing.undo, name="import-undo"),
    path("customers/import/<uuid:uid>/kept.csv", importing.kept, name="import-kept"),
    path("customers/import/<uuid:uid>/state", importing.state, name="import-state"),
    path("customers/import/<uuid:uid>/rejected.csv", importing.rejected, name="import-rejected"),
    path("customers/blocked/", blocked.blocked, name="blocked-values"),
    path("customers/blocked/<int:pk>/undo", blocked.unblock, name="blocked-value-undo"),
    path("customers/matches/", matching.matches, name="matches"),
    path("customers/matches/<uuid:uid>/<slug:word>", matching.answer, name="match-answer"),
    path("customers/matches/undo/<slug:word>/<uuid:uid>", matching.undo, name="match-undo"),
    path("customers/<uuid:uid>/edit/<slug:name>", people.field, name="person-field"),
    path("customers/<uuid:uid>/works/", affiliations.works, name="works"),
    path("customers/<uuid:uid>/works/new", affiliations.new, name="works-new"),
    path("customers/<uuid:uid>/works/<uuid:work>", affiliations.edit, name="work-edit"),
    path("customers/<uuid:uid>/works/<uuid:work>/<slug:verb>", affiliations.do, name="work-do"),
    path("customers/<uuid:uid>/known/", traits.known, name="known"),
    path("customers/<uuid:uid>/known/<slug:kind>", traits.tell, name="trait-tell"),
    path("customers/<uuid:uid>/known/<uuid:trait>/<slug:verb>", traits.do, name="trait-do"),
    path("customers/<uuid:uid>/merge", merging.choose, name="person-merge"),
    path("customers/<uuid:uid>/merge/find", merging.find, name="merge-find"),
    path("customers/merges/<uuid:uid>/undo", merging.undo, name="merge-undo"),
    path("customers/<uuid:uid>/consents/", consents.history, name="person-consents"),
    path("customers/<uuid:uid>/consents/<slug:code>/give", consents.give, name="consent-give"),
    path("customers/<uuid:uid>/consents/<slug:code>/withdraw", consents.withdraw, name="consent-withdraw"),
    path("customers/consents/<uuid:uid>/undo", consents.undo, name="consent-undo"),
    path("customers/purposes/", consents.purposes, name="purposes"),
    path("customers/purposes/<int:pk>", consents.purpose, name="purpose"),
    path("customers/<uuid:uid>/viewers", subjects.viewers, name="person-viewers"),
    path("customers/<uuid:uid>/subject", subjects.subject, name="subject"),
    path("customers/<uuid:uid>/subject/export", subjects.export, name="subject-export"),
    path("customers/<uuid:uid>/subject/erase", subjects.erase, name="subject-erase"),
    path("customers/retention/", retention.retention, name="retention"),
    path("customers/erasures/", subjects.erasures, name="erasures"),
    path("customers/erasures/<uuid:uid>/", subjects.erasure, name="erasure"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new", organisations.new, name="organisation-new"),
    path("organisations/split", organisations.split, name="organisation-split"),
    path("organisations/pick", organisations.pick, name="organisation-pick"),
    path(PAIRS, matching.matches, OF_PLACES, "organisation-matches"),
    path(
        "organisations/matches/<uuid:uid>/<slug:word>",
        matching.answer,
        OF_PLACES,
        "organisation-match-answer",
    ),
    path(
        "organisations/matches/undo/<slug:word>/<uuid:uid>",
        matching.undo,
        OF_PLACES,
        "organisation-match-undo",
    ),
    path("organisations/doubles", organisations.doubles, name="organisation-doubles"),
    path("organisations/<uuid:uid>/merge", merging.choose, OF_PLACES, "organisation-merge"),
    path("organisations/<uuid:uid>/merge/find", merging.find, OF_PLACES, "organisation-merge-find"),
    path("organisations/merges/<uuid:uid>/undo", merging.undo, OF_PLACES, "organisation-merge-undo"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uid>/news", organisations.news, name="organisation-news"),
    path("organisations/<uuid:uid>/edit/<slug:name>", organisations.field, name="organisation-field"),
    path("lists/<slug:kind>/columns", looks.columns, name="list-columns"),
    path("lists/<slug:kind>/views/", saved_views.menu, name="view-menu"),
    path("lists/<slug:kind>/views/new", saved_views.new, name="view-new"),
    path("lists/views/<uuid:uid>/", saved_views.edit, name="view-edit"),
    path("lists/views/<uuid:uid>/<slug:verb>", saved_views.do, name="view-do"),
    path("lists/territories", bulk.territories, name="bulk-territories"),
    path("lists/person/merge", bulk.join, name="bulk-merge"),
    path("lists/<slug:kind>/export", bulk.export, name="bulk-export"),
    path("lists/<slug:kind>/change", bulk.change, name="bulk-start"),
    path("lists/changes/<uuid:uid>/", bulk.one, name="bulk-change"),
    path("lists/changes/<uuid:uid>/state", bulk.state, name="bulk-state"),
    path("lists/changes/<uuid:uid>/stop", bulk.stop, name="bulk-stop"),
    path("lists/changes/<uuid:uid>/undo", bulk.undo, name="bulk-undo"),
    path("downloads/", downloads.downloads, name="downloads"),
    path("downloads/<uuid:uid>/file", downloads.file, name="download-file"),
    path("downloads/<uuid:uid>/stop", downloads.stop, name="download-stop"),
    path("filters/<slug:kind>/<str:name>", filters.facet, name="facet"),
]
