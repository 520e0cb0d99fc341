"""Which events say that identities are one customer's, and whether that is news. Told to krug.customers."""

import logging
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence

from django.db import InterfaceError, OperationalError, transaction

from krug.behaviour import idents
from krug.behaviour.data import Settled
from krug.behaviour.idents import Pair
from krug.behaviour.models import Event, Source
from krug.behaviour.reading import ident
from krug.customers.actions import Together, stitch_many
from krug.customers.models import Identity

logger = logging.getLogger("krug.mover")
REMEMBERED = 50_000
SECRET = (Source.Kind.SHOP, Source.Kind.OTHER)
"""Their keys stay on servers. That of a site or an app is public: its reader must not merge customers."""

_told: OrderedDict[Pair, frozenset[Pair]] = OrderedDict()
"""What was said of a browser last, in this process: pages name their user again with each view."""


def tell(settled: Sequence[Settled], sources: Mapping[int, Source]) -> None:
    """Hand over what these events say. A fault there keeps no event out of the log."""
    aliases = _aliases(settled, sources)
    told: list[Together] = []
    news: dict[Pair, frozenset[Pair]] = {}
    for one in sorted(settled, key=lambda it: it.said.at):
        evidence, pairs = _evidence(one, sources[one.said.source], aliases)
        if len(pairs) < 2:
            continue
        last = pairs[-1]
        same = frozenset(pairs)
        if news.get(last, _told.get(last)) == same:
            continue
        news[last] = same
        told.append(Together(evidence, one.said.at, pairs, one.uid))
    if not told:
        return
    try:
        with transaction.atomic():
            stitch_many(None, told)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("identities of %d events were not joined", len(told))
    _remember(news)


def _evidence(one: Settled, source: Source, cookies: Collection[str]) -> tuple[str, list[Pair]]:
    said = one.said
    if said.kind == Event.Kind.ALIAS:
        return _alias(one, source, cookies)
    if said.kind == Event.Kind.IDENTIFY:
        return "identify", idents.pairs_of(said, source.unit_id, source.kind)
    pairs = [idents.user_pair(said.user, source.unit_id)] if said.user else []
    return "signed_in", pairs + ([idents.thing_pair(said.anonymous, source.kind)] if said.anonymous else [])


def _alias(one: Settled, source: Source, cookies: Collection[str]) -> tuple[str, list[Pair]]:
    said, previous = one.said, ident(one.said.content.get("previousId"))
    if not said.user:
        return "alias", []
    user = idents.user_pair(said.user, source.unit_id)
    if previous in cookies:
        return "identify", [user, idents.thing_pair(previous, source.kind)]
    if source.kind not in SECRET:
        return "alias", []
    return "alias", [user, idents.user_pair(previous, source.unit_id)]


def _aliases(settled: Sequence[Settled], sources: Mapping[int, Source]) -> set[str]:
    """Which previous ids of aliases are browsers that were seen."""
    wanted = {
        ident(one.said.content.get("previousId")) for one in settled if one.said.kind == Event.Kind.ALIAS
    }
    if not wanted:
        return set()
    rows = Identity.objects.filter(kind__in=["cookie", "device"], value__in=wanted)
    return set(rows.values_list("value", flat=True))


def _remember(news: Mapping[Pair, frozenset[Pair]]) -> None:
    for pair, said in news.items():
        _told[pair] = said
        _told.move_to_end(pair)
    while len(_told) > REMEMBERED:
        _told.popitem(last=False)
