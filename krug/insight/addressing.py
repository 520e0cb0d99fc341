"""From how the world names a customer, a colleague, an organisation to the rows that touches know."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from krug.access.models import Role, User
from krug.access.scopes import seen_among, visible_staff
from krug.customers import normal
from krug.customers.actions import ensure_identities
from krug.customers.models import Identity, Organisation, Person
from krug.customers.queries import canonicals_of, card_identities, owners_of
from krug.customers.queries.organisations import seen_with_survivors
from krug.insight.touch_schemas import TouchIn
from krug.site.clock import micros
from krug.touches import queries
from krug.touches.errors import Refusal, TouchRefused
from krug.touches.touch import Touch
from krug.touches.words import CHANNELS, DIRECTIONS, VERBS

Pair = tuple[str, str]
NORMAL: dict[str, Callable[[str], str | None]] = {"phone": normal.phone, "email": normal.email}


def addressed(user: User, given: Sequence[TouchIn]) -> list[Touch]:
    """The batch as touches. What the user does not see is refused as what is not there. Raises TouchRefused
    naming every row that cannot be.
    """
    people = _people(user, {it.person for it in given if it.person})
    keys = _keys(user, [pair for it in given if (pair := _pair(it))])
    staff = dict(visible_staff(user).filter(uid__in={it.staff for it in given}).values_list("uid", "id"))
    places = Organisation.objects.filter(uid__in={it.organisation for it in given})
    organisations = dict(seen_with_survivors(user, places).values_list("uid", "id"))
    foreign = _foreign(user, {it.replaces for it in given if it.replaces})
    touches, refusals = [], []
    for row, it in enumerate(given, 1):
        whom = people.get(it.person) if it.person else keys.get(_pair(it) or ("", ""))
        named: list[tuple[str, object, bool]] = [
            ("person", it.person, it.person is not None and (whom is None or it.identity is not None)),
            ("identity", it.identity and it.identity.value, it.person is None and whom is None),
            ("staff", it.staff, it.staff is not None and it.staff not in staff),
            (
                "organisation",
                it.organisation,
                it.organisation is not None and it.organisation not in organisations,
            ),
            ("replaces", it.replaces, it.replaces in foreign),
        ]
        wrong = [(name, value) for name, value, is_wrong in named if is_wrong]
        message = _("nothing of yours has this name.")
        refusals += [Refusal(row, name, str(value), "unknown", message) for name, value in wrong]
        if whom is not None and not wrong:
            touches.append(_touch(it, whom, staff, organisations))
    if refusals:
        raise TouchRefused(refusals)
    return touches


def _pair(it: TouchIn) -> Pair | None:
    """Kind and normalised value; None where there is no identity, or no such phone or address."""
    if it.identity is None:
        return None
    value = NORMAL.get(it.identity.kind, str.strip)(it.identity.value)
    return (it.identity.kind, value) if value else None


def _people(user: User, uids: Collection[UUID]) -> dict[UUID, int]:
    """uid → the card's identity, of the persons he sees (or sees the survivors of)."""
    found = list(Person.objects.filter(uid__in=uids))
    roots = canonicals_of([it.pk for it in found])
    seen = seen_among(user, "person", set(roots.values()))
    cards = card_identities([it for it in found if roots[it.pk] in seen])
    return {it.uid: cards[it.pk] for it in found if it.pk in cards}


def _keys(user: User, pairs: Collection[Pair]) -> dict[Pair, int]:
    """Identities he may write to: unknown ones, which are made, and those of persons he sees."""
    known: dict[Pair, int] = {}
    for kind in {kind for kind, _value in pairs}:
        rows = Identity.objects.filter(kind=kind, value__in={value for its, value in pairs if its == kind})
        known |= {(kind, value): id for id, value in rows.values_list("id", "value")}
    fresh = ensure_identities([pair for pair in pairs if pair not in known])
    if user.role != Role.ADMIN:
        known = {pair: it for pair, it in known.items() if _may_write(user, it)}
    return known | fresh


def _may_write(user: User, identity: int) -> bool:
    owners = owners_of([identity])
    return not owners or bool(seen_among(user, "person", owners))


def _foreign(user: User, ids: Collection[UUID]) -> set[UUID]:
    """Touches of other authors: they are not his to replace."""
    found = queries.by_ids(ids, live=False)
    return {id for id, touch in found.items() if touch.author != f"user:{user.id}"}


def _touch(it: TouchIn, whom: int, staff: dict[UUID, int], organisations: dict[UUID, int]) -> Touch:
    return Touch(
        id=it.id,
        at=micros(it.at),
        identity=whom,
        channel=CHANNELS[it.channel],
        direction=DIRECTIONS[it.direction],
        verb=VERBS[it.verb],
        organisation=organisations[it.organisation] if it.organisation else None,
        episode=it.episode,
        object_kind=it.object.kind if it.object else "",
        object_id=it.object.id if it.object else "",
        cause_kind=it.cause.kind if it.cause else "",
        cause_id=it.cause.id if it.cause else "",
        staff=staff[it.staff] if it.staff else None,
        seconds=it.seconds,
        amount=it.amount,
        currency=it.currency,
        cost=it.cost,
        emotion=it.emotion,
        replaces=it.replaces,
        data=it.data,
    )
