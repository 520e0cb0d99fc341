"""The knowledge base and what is done to a deck. Its own page, with figures, is of krug.insight."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError, NoRoom
from krug.access.rules import Permission
from krug.access.scopes import of_units, reach
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.edit_deck import move_deck, rename_deck
from krug.decks.actions.folder import create_folder
from krug.decks.actions.publish import publish
from krug.decks.actions.withdraw import withdraw
from krug.decks.forms import FolderForm, PublishForm, RenameForm, UploadForm
from krug.decks.models import Deck, Folder, Publishing, Version
from krug.decks.queries import Shelf, knowledge_base
from krug.decks.tiles import tiles_of
from krug.site.parts import go


@require_safe
@require(Permission.SEE_DECKS)
def decks(request: SignedInRequest) -> HttpResponse:
    """The knowledge base: folders, and the decks of the chosen one or all."""
    root = knowledge_base(request.user)
    chosen = request.GET.get("folder", "")
    shelf = next((one for one in _under(root) if one.folder and str(one.folder.uid) == chosen), root)
    shown = [deck for one in _under(shelf) for deck in one.decks]
    context = {"root": root, "shelf": shelf, "tiles": tiles_of(request.user, shown)}
    return render(request, "decks/decks.html", context)


def _under(shelf: Shelf) -> Iterator[Shelf]:
    """The shelf and all below it."""
    yield shelf
    for one in shelf.shelves:
        yield from _under(one)


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_DECKS)
def new(request: SignedInRequest) -> HttpResponse:
    """Upload of a package: a new deck, or with `deck` its next version."""
    deck = _deck(request, request.GET.get("deck") or request.POST.get("deck"))
    folder = _folder(request, request.GET.get("folder") or request.POST.get("folder"))
    if request.method == "GET":
        context = {"deck": deck, "folder": folder, "form": UploadForm()}
        return render(request, "decks/deck_new.html", context)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, _("Choose a ZIP file."))
    clean = form.cleaned_data
    try:
        version = import_deck(
            request.user, clean["package"], clean["title"] or None, folder, deck, clean["note"]
        )
    except KrugError as error:
        return _refused(request, error)
    messages.success(request, _("Version %(number)s is uploaded") % {"number": version.number})
    return go(request, reverse("deck", args=[version.deck.uid]))


def _refused(request: SignedInRequest, error: KrugError | str) -> HttpResponse:
    status = error.status if isinstance(error, NoRoom) else 422
    return render(request, "decks/refused.html", {"error": error}, status=status)


def _deck(request: SignedInRequest, uid: str | None) -> Deck | None:
    return reach(request.user, Deck.objects.all(), uid=_uid(uid)) if uid else None


def _folder(request: SignedInRequest, uid: str | None) -> Folder | None:
    if not uid:
        return None
    found = of_units(request.user, Folder.objects.all()).filter(uid=_uid(uid)).first()
    if found is None:
        raise Http404
    return found


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_DECKS)
def folder_new(request: SignedInRequest) -> HttpResponse:
    parent = _folder(request, request.GET.get("parent") or request.POST.get("parent"))
    form = FolderForm(request.POST or None)
    if form.is_valid():
        try:
            folder = create_folder(request.user, form.cleaned_data["name"], parent)
        except KrugError as error:
            form.add_error("name", str(error.detail))
        else:
            return go(request, f"{reverse('decks')}?folder={folder.uid}")
    status = 422 if form.errors else 200
    return render(request, "decks/folder_new.html", {"form": form, "parent": parent}, status=status)


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_DECKS)
def deck_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Title and folder."""
    deck = reach(request.user, Deck.objects.select_related("folder"), uid=uid)
    form = RenameForm(request.POST or None, initial={"title": deck.title, "folder": deck.folder_id})
    form.fields["folder"].queryset = Folder.objects.filter(unit=deck.unit_id).order_by("name")  # type: ignore[attr-defined]
    if form.is_valid():
        rename_deck(request.user, deck, form.cleaned_data["title"])
        move_deck(request.user, deck, form.cleaned_data["folder"])
        return go(request, reverse("deck", args=[deck.uid]))
    status = 422 if form.errors else 200
    return render(request, "decks/deck_edit.html", {"form": form, "deck": deck}, status=status)


@require_http_methods(["GET", "POST"])
@require(Permission.PUBLISH_DECKS)
def publish_version(request: SignedInRequest, uid: UUID) -> HttpResponse:
    version = reach(request.user, Version.objects.select_related("deck"), through="deck", uid=uid)
    form = PublishForm(request.user, version, request.POST or None)
    if form.is_valid():
        try:
            publish(request.user, version, form.cleaned_data["groups"], form.intent())
        except KrugError as error:
            place = str(error.where.get("field", ""))
            form.add_error(place if place in form.fields else None, str(error.detail or error.title))
        else:
            messages.success(request, _("Published: tablets take it at their next sync"))
            return go(request, reverse("deck", args=[version.deck.uid]))
    context = {"form": form, "version": version, "deck": version.deck}
    return render(request, "decks/publish.html", context, status=422 if form.errors else 200)


@require_POST
@require(Permission.PUBLISH_DECKS)
def withdraw_publishing(request: SignedInRequest, pk: int) -> HttpResponse:
    publishing = _publishing(request, pk)
    withdraw(request.user, publishing)
    messages.success(
        request,
        _("Withdrawn from «%(group)s»") % {"group": publishing.group.name},
        extra_tags=reverse("publishing-again", args=[publishing.pk]),
    )
    return go(request, reverse("deck", args=[publishing.version.deck.uid]) + "?tab=versions")


@require_POST
@require(Permission.PUBLISH_DECKS)
def publish_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes a withdrawal back: the same version to the same group."""
    publishing = _publishing(request, pk)
    publish(request.user, publishing.version, [publishing.group])
    messages.success(request, _("Published again to «%(group)s»") % {"group": publishing.group.name})
    return go(request, reverse("deck", args=[publishing.version.deck.uid]) + "?tab=versions")


def _publishing(request: SignedInRequest, pk: int) -> Publishing:
    rows = Publishing.objects.select_related("version__deck", "group")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    reach(request.user, Deck.objects.all(), pk=found.version.deck_id)
    return found
