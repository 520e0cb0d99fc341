"""The demo's knowledge base: the folders, the deck in two versions, the pharmacies' deck."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from krug.decks.actions.add_version import import_deck
from krug.decks.actions.folder import create_folder
from krug.decks.actions.publish import IntentData, publish
from krug.decks.models import Deck, Publishing, Version, Withdrawal
from krug.demo import packages
from krug.demo.staff import Staff
from krug.demo.story import NEW_VERSION

Slides = dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Slide key → uid, by what a meeting calls its version (story.Meeting)."""

    slides: dict[int, Slides]


def fill(staff: Staff, now: datetime, days: int) -> Shelf:
    """The first version is as old as the story, `days`; the second has its three weeks."""
    author = staff.marketer
    cardiology = create_folder(author, "Кардиология")
    pharmacies = create_folder(author, "Аптеки")
    first = import_deck(author, packages.cardionorm_first(), folder=cardiology, note="Запуск препарата")
    aim = IntentData("Кардиологи и терапевты классов A и B", "reach", 0.6, (now - NEW_VERSION).date())
    publish(author, first, [staff.group], aim)
    second = import_deck(
        author, packages.cardionorm(), deck=first.deck, note="Таблица результатов стала графиком"
    )
    until = (now + timedelta(days=30)).date()
    aim = IntentData("Кардиологи и терапевты классов A и B", "likes", 0.3, until, "results")
    publish(author, second, [staff.group], aim)
    season = import_deck(author, packages.allergy(), folder=pharmacies, note="К сезону цветения")
    publish(author, season, [staff.group])
    _date_back(first, now - timedelta(days=days + 2))
    _date_back(second, now - NEW_VERSION)
    _date_back(season, now - timedelta(days=days + 1))
    return Shelf({1: _slides(first), 2: _slides(second), -1: _slides(season)})


def _slides(version: Version) -> Slides:
    return dict(version.slides.values_list("key", "uid"))


def _date_back(version: Version, at: datetime) -> None:
    """No action can do this, and none should: only a made-up past is dated by hand."""
    Version.objects.filter(pk=version.pk).update(created_at=at)
    Publishing.objects.filter(version=version).update(at=at)
    # What the version before it lost, it lost that day.
    Withdrawal.objects.filter(
        publishing__version__deck=version.deck, publishing__version__number__lt=version.number
    ).update(at=at)
    if version.number == 1:
        Deck.objects.filter(pk=version.deck_id).update(created_at=at)
