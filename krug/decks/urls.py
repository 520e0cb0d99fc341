from django.urls import path

from krug.decks import pages

urlpatterns = [
    path("presentations/", pages.decks, name="decks"),
    path("presentations/new", pages.new, name="deck-new"),
    path("presentations/folders/new", pages.folder_new, name="folder-new"),
    path("presentations/<uuid:uid>/edit", pages.deck_edit, name="deck-edit"),
    path("presentations/versions/<uuid:uid>/publish", pages.publish_version, name="version-publish"),
    path(
        "presentations/publishings/<int:pk>/withdraw", pages.withdraw_publishing, name="publishing-withdraw"
    ),
    path("presentations/publishings/<int:pk>/again", pages.publish_again, name="publishing-again"),
]
