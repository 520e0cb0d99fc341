"""Which company a `group` event means: written down once, and tied to an organisation by what is sure.

Sure is a number of a register that one organisation of the unit has, told with a secret key; or the sender's
own id where somebody, or a program whose key is secret, has said whose it is. A name alone is a question to
people, and so is a number told by a site or an app: whoever reads its key could tell any number of anybody.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, transaction

from krug.accounts.queries import by_tax_number
from krug.behaviour.actions.decide_company import decide_by_numbers
from krug.behaviour.data import Settled
from krug.behaviour.models import Belonging, Deciding, Event, Source
from krug.behaviour.reading import Said, ident, text
from krug.behaviour.together import SECRET
from krug.customers import numbers
from krug.customers.models import Organisation, Person
from krug.customers.queries.identity import holder_of
from krug.customers.queries.organisations import standing_for

logger = logging.getLogger("krug.mover")
TAX = ("inn", "tax_number", "taxnumber", "tax_id", "taxid", "vat", "vat_number", "vat_id")
REASON = ("kpp", "tax_reason")
NAME = ("name", "company", "company_name", "organization", "organisation")
AT_ONCE = 500
"""Open ones that are looked at again by one run; the next goes on behind them."""
LOOKED = "companies.looked"


def tell(settled: Sequence[Settled], sources: Mapping[int, Source]) -> None:
    """Write down what these events say of companies, and decide what is sure. A fault keeps no event out."""
    said = [one for one in settled if one.said.kind == Event.Kind.GROUP]
    if not said:
        return
    try:
        with transaction.atomic():
            _decide([_kept(one, sources[one.said.source]) for one in said])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("companies of %d events were not told", len(said))


def look_again() -> int:
    """Open ones whose customer or company may have become known since: how many are decided now."""
    last = cache.get(LOOKED, 0)
    rows = Belonging.objects.filter(deciding=None, id__gt=last).select_related("source", "unit")
    held = list(rows.order_by("id")[:AT_ONCE])
    with transaction.atomic():
        decided = _decide(held)
    cache.set(LOOKED, held[-1].pk if len(held) == AT_ONCE else 0, None)
    return decided


def _kept(one: Settled, source: Source) -> Belonging:
    """The same again adds what was not told before and takes nothing away. By a secret key it counts more."""
    told: dict[str, Any] = traits_of(one.said)
    held, new = Belonging.objects.select_related("source").get_or_create(
        unit=source.unit,
        identity=one.identity,
        key=ident(one.said.content.get("groupId")),
        defaults={"source": source, "at": one.said.at, **told},
    )
    news = {name: value for name, value in told.items() if value and not getattr(held, name)}
    if _secret(source) and not _secret(held.source):
        # What a public key had told of it before is no evidence: only what this one tells.
        news = {**told, "source": source}
    if news and not new:
        for name, value in news.items():
            setattr(held, name, value)
        held.save(update_fields=list(news))
    return held


def traits_of(said: Said) -> dict[str, str]:
    """What of a company's traits tells which it is; numbers only when they prove themselves."""
    traits = {name.lower(): value for name, value in said.properties.items()}
    number = next((it for it in _told(traits, TAX) if numbers.any_tax_number(it)), "")
    reason = next((it for it in _told(traits, REASON) if numbers.tax_reason(it)), "")
    return {
        "name": next(_told(traits, NAME), "")[:200],
        "tax_number": numbers.any_tax_number(number) or "",
        "tax_reason": numbers.tax_reason(reason) or "",
    }


def _told(traits: Mapping[str, object], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = traits.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and (word := text(str(value))):
            yield word


def _decide(rows: Iterable[Belonging]) -> int:
    decided = 0
    for row in rows:
        if Deciding.objects.filter(belonging=row).exists():
            continue
        person, organisation = whose(row), company_of(row)
        if person is not None and organisation is not None:
            decide_by_numbers(row, person, organisation)
            decided += 1
    return decided


def whose(row: Belonging) -> Person | None:
    """Whose identity it was at that moment, as his own card; another unit's customer is nobody here."""
    held = holder_of(row.identity, row.at)
    return None if held is None else Person.objects.filter(pk=held, unit=row.unit_id).first()


def company_of(row: Belonging) -> Organisation | None:
    """The organisation it surely is. Two evidences that disagree are none."""
    numbered = by_tax_number(row.unit_id, row.tax_number, row.tax_reason)
    known = _known_by_key(row)
    if numbered and numbered not in known and not _secret(row.source):
        return None
    found = ({numbered} if numbered else set()) | known
    if len(found) != 1 or (row.tax_number and numbered is None and not _fits(row, known)):
        return None
    return Organisation.objects.filter(pk=found.pop(), unit=row.unit_id).first()


def _known_by_key(row: Belonging) -> set[int]:
    """What the sender's id was decided to mean: by people, or by what a program with a secret key told.

    Whoever reads the key of a site could otherwise teach everybody that his id is another's company.
    """
    said = Deciding.objects.filter(
        belonging__unit=row.unit_id, belonging__key=row.key, organisation__isnull=False
    ).select_related("belonging__source")
    sure = [
        one.organisation_id
        for one in said
        if one.organisation_id and (one.author_id or _secret(one.belonging.source))
    ]
    return set(standing_for(sure).values())


def _secret(source: Source) -> bool:
    return source.kind in SECRET


def _fits(row: Belonging, known: set[int]) -> bool:
    """The company known by its id has no other number than the one that is told."""
    others = Organisation.objects.filter(pk__in=known).exclude(tax_number__in=["", row.tax_number])
    return bool(known) and not others.exists()
