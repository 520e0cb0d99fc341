"""A version goes to groups of people; what they had of the deck before is withdrawn."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record, record_many
from krug.access.errors import WrongInput
from krug.access.models import Group, User
from krug.access.rules import Permission
from krug.decks.actions.placing import demand_maker, place_deck
from krug.decks.models import Deck, Intent, Publishing, Version, Withdrawal


@dataclass(frozen=True, slots=True)
class IntentData:
    """What the version is meant to bring. `target`: share 0…1 of likes or reach, seconds for time."""

    whom: str
    measure: str
    target: float
    until: date
    slide_key: str = ""


@transaction.atomic
def publish(
    author: User, version: Version, groups: Iterable[Group], intent: IntentData | None = None
) -> list[Publishing]:
    """The live publishings of the version to these groups; where it is published already, nothing changes.

    The intent is stated once, before the version starts. Raises NotAllowed, WrongInput.
    """
    demand_maker(author, version.deck.unit_id, Permission.PUBLISH_DECKS)
    deck = Deck.objects.select_for_update().get(pk=version.deck_id)
    wanted = {group.id: group for group in groups}
    if not wanted:
        raise WrongInput(_("Choose at least one group."), field="groups", value=[])
    for group in wanted.values():
        if group.unit_id != deck.unit_id:
            raise WrongInput(_("The group is of another unit."), field="groups", value=group.name)
    if intent:
        _state(author, version, intent)
    live = list(Publishing.objects.filter(version__deck=deck, group__in=wanted, withdrawal=None))
    _replace(author, version, [one for one in live if one.version_id != version.id])
    have = {one.group_id: one for one in live if one.version_id == version.id}
    fresh = [
        Publishing.objects.create(version=version, group=group, author=author)
        for group in wanted.values()
        if group.id not in have
    ]
    record_many(
        author,
        "publish",
        "deck",
        [(deck.id, {}, {"version": version.number, "group": one.group_id}) for one in fresh],
    )
    if fresh:
        place_deck(deck)
    return [*have.values(), *fresh]


def _state(author: User, version: Version, data: IntentData) -> None:
    share = data.measure in (Intent.Measure.LIKES, Intent.Measure.REACH)
    if data.measure not in Intent.Measure.values:
        raise WrongInput(_("Choose what is to be measured."), field="measure", value=data.measure)
    if data.target <= 0 or (share and data.target > 1):
        raise WrongInput(_("The target is out of range."), field="target", value=data.target)
    if data.slide_key and not version.slides.filter(key=data.slide_key).exists():
        raise WrongInput(
            _("There is no such slide in this version."), field="slide_key", value=data.slide_key
        )
    if Intent.objects.filter(version=version).exists():
        raise WrongInput(_("The intent of this version is stated already."), field="intent")
    Intent.objects.create(version=version, **asdict(data))
    record(author, "state_intent", "version", version.id, after=asdict(data))


def _replace(author: User, version: Version, older: list[Publishing]) -> None:
    reason = _("Version %(number)s took its place.") % {"number": version.number}
    Withdrawal.objects.bulk_create(
        [Withdrawal(publishing=publishing, author=author, reason=reason) for publishing in older]
    )
