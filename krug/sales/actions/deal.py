"""Deals are opened, their fields changed, and they are handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict as Refused
from krug.access.errors import FieldError, Invalid, NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.signals import announce
from krug.customers.data import Conflict
from krug.customers.normal import sort_key
from krug.sales import rules
from krug.sales.actions.held import Author, Held, hold, place_deals
from krug.sales.actions.judge import judge
from krug.sales.actions.standard import newest_of, standard
from krug.sales.contract import Contract
from krug.sales.data import DealData
from krug.sales.models import Deal, DealEvent, MethodVersion, Participant
from krug.sales.sources import guess_sources
from krug.sales.words import Kind
from krug.site import writing
from krug.site.ids import uuid7

BATCH = 500
GUESSED = "source_guessed"


def open_deal(author: Author, data: DealData) -> Deal:
    """A new deal at the first stage of its method. With a uid that is there: that deal, if it is his."""
    if known := _known(author, data):
        return known
    try:
        return open_deals(author, [data])[0]
    except IntegrityError:
        # Pressed twice: the other press was in between.
        if known := _known(author, data):
            return known
        raise


def _known(author: Author, data: DealData) -> Deal | None:
    known = Deal.objects.filter(uid=data.uid).first() if data.uid else None
    if known is not None and author is not None and known.registered_by_id != author.pk:
        raise Refused(_("There is another deal of this uid."), field="uid", value=str(data.uid))
    return known


@transaction.atomic
def open_deals(author: Author, rows: Sequence[DealData]) -> list[Deal]:
    """Any number: all or none. Raises Invalid naming rows and fields, NotAllowed."""
    if author is not None and not may(author, Permission.EDIT_DEALS):
        raise NotAllowed
    made, _contracts = write_opened(author, rows)
    judge([deal.pk for deal in made])
    for deal in made:
        deal.refresh_from_db(fields=["due_at", "silent_since", "stage_due"])
    return made


def write_opened(
    author: Author, rows: Sequence[DealData], before: int = 0, by_owner: bool = False
) -> tuple[list[Deal], dict[int, Contract]]:
    """The rows of new deals, placed and told, not judged yet; and the contracts of their versions.

    `before`: so many rows were written earlier, errors count on from there. `by_owner`: each owner has
    registered his, whoever writes them down now.
    """
    made, contracts = _made(author, rows, before)
    for deal in made if by_owner else ():
        deal.registered_by = deal.owner
    guess_sources(made)
    Deal.objects.bulk_create(made, batch_size=BATCH)
    place_deals(made)
    parts = [Participant(deal=deal, person_id=deal.person_id) for deal in made if deal.person_id]
    for part in parts:
        part.part_at = part.deal.opened_at
    Participant.objects.bulk_create(parts, batch_size=BATCH)
    DealEvent.objects.bulk_create([_opened(deal) for deal in made], batch_size=BATCH)
    audit.record_many(author, "opened", "deal", [(deal.pk, {}, _shown(deal)) for deal in made])
    return made, contracts


def _made(author: Author, rows: Sequence[DealData], before: int) -> tuple[list[Deal], dict[int, Contract]]:
    made, errors = list[Deal](), list[FieldError]()
    versions: dict[tuple[int, int | None], tuple[MethodVersion, Contract]] = {}
    for number, data in enumerate(rows, before + 1):
        owner = data.owner or author
        wrong, clean = _checked(author, owner, data)
        if wrong:
            errors += [FieldError(it.field, it.value, it.code, it.message, number) for it in wrong]
            continue
        assert owner is not None
        assert owner.unit_id is not None
        key = owner.unit_id, data.method.pk if data.method else None
        if key not in versions:
            version = newest_of(data.method) if data.method else standard(owner.unit_id)
            versions[key] = version, version.meant
        made.append(_deal(author, owner, owner.unit_id, data, clean, *versions[key]))
    if errors:
        raise Invalid(errors)
    return made, {version.pk: contract for version, contract in versions.values()}


def _checked(author: Author, owner: User | None, data: DealData) -> tuple[list[FieldError], dict[str, Any]]:
    customer = data.person or data.organisation
    if customer is None:
        return [FieldError("customer", "", "empty", _("Say who the customer is."))], {}
    if owner is None or owner.unit_id is None or not owner.is_active:
        return [FieldError("owner", "", "empty", _("Say whose deal it is: somebody of a business unit."))], {}
    if not may(owner, Permission.EDIT_DEALS):
        return [FieldError("owner", owner.name, "wrong_role", _("This role has no deals."))], {}
    units = {it.unit_id for it in (data.person, data.organisation) if it is not None} | {owner.unit_id}
    if len(units) > 1:
        message = _("Customer and owner belong to different business units.")
        return [FieldError("owner", owner.name, "other_unit", message)], {}
    if data.method and data.method.unit_id != owner.unit_id:
        return [
            FieldError("method", data.method.name, "other_unit", _("This method is of another unit."))
        ], {}
    given = {name: getattr(data, name) for name in rules.FIELDS if name not in ("chance", "currency")}
    given["name"] = data.name or _default_name(data)
    if data.currency:
        given["currency"] = data.currency
    clean, errors = rules.clean(given)
    return errors, clean


def _default_name(data: DealData) -> str:
    if data.organisation is not None:
        return data.organisation.name[: rules.LENGTHS["name"]]
    return data.person.full_name[: rules.LENGTHS["name"]] if data.person else ""


def _deal(
    author: Author,
    owner: User,
    unit: int,
    data: DealData,
    clean: dict[str, Any],
    version: MethodVersion,
    contract: Contract,
) -> Deal:
    opened_at = data.opened_at or timezone.now()
    first = contract.stages[0]
    return Deal(
        uid=data.uid or uuid7(),
        unit_id=unit,
        sort=sort_key(clean["name"]),
        method=version,
        stage=first.code,
        stage_since=opened_at,
        coarse=first.coarse,
        person=data.person,
        organisation=data.organisation,
        owner=owner,
        registered_by=author or owner,
        opened_at=opened_at,
        silent_since=opened_at,
        need_at=opened_at if clean["need"] else None,
        **{"currency": contract.currency, **clean},
    )


def _opened(deal: Deal) -> DealEvent:
    return DealEvent(
        deal=deal,
        kind=Kind.OPENED,
        at=deal.opened_at,
        author_id=deal.registered_by_id,
        owner_id=deal.owner_id,
        stage=deal.stage,
        number_after=deal.amount,
        time_after=moment_of(deal.expected_on),
    )


def _shown(deal: Deal) -> dict[str, Any]:
    return {
        "name": deal.name,
        "owner": deal.owner_id,
        "person": deal.person_id,
        "organisation": deal.organisation_id,
        "amount": deal.amount,
    }


@dataclass(slots=True)
class Changed:
    """The deal as it is now, and what somebody else had written meanwhile in the same fields."""

    deal: Deal
    conflicts: list[Conflict] = field(default_factory=list)


@transaction.atomic
def edit_deal(author: Author, deal: Deal, fields: Mapping[str, Any], based_on: int | None = None) -> Changed:
    """Set some of rules.FIELDS. `based_on`: the version he saw. Raises Invalid, Closed, NotAllowed."""
    held = hold(author, deal)
    clean, errors = rules.clean(fields)
    if errors:
        raise Invalid(errors)
    if "source" in clean:
        clean[GUESSED] = False
    before = {name: getattr(held.deal, name) for name in clean}
    changed = sorted(rules.changed(before, clean))
    if not changed:
        return Changed(held.deal)
    edited = held.deal.edited
    both = [name for name in changed if based_on is not None and edited.get(name, 0) > based_on]
    for name in changed:
        setattr(held.deal, name, clean[name])
    held.deal.sort = sort_key(held.deal.name)
    if "need" in changed:
        held.deal.need_at = (held.deal.need_at or held.now) if held.deal.need else None
    _tell(held, before, changed)
    held.save(*changed)
    if "name" in changed:
        place_deals([held.deal])
    audit.record(author, "edited", "deal", held.deal.pk, _plain(before, changed), _plain(clean, changed))
    judge([held.deal.pk], held.now)
    held.deal.refresh_from_db()
    return Changed(held.deal, [Conflict(it, clean[it], before[it], None) for it in both if it != GUESSED])


def _tell(held: Held, before: Mapping[str, Any], changed: Sequence[str]) -> None:
    """Amount, date, probability and the next action have their own lines in the journal."""
    deal = held.deal
    for name, kind in (("amount", Kind.AMOUNT), ("chance", Kind.CHANCE)):
        if name in changed:
            was, is_now = before[name], getattr(deal, name)
            held.write(kind, number_before=_number(was), number_after=_number(is_now))
    if "expected_on" in changed:
        was, is_now = moment_of(before["expected_on"]), moment_of(deal.expected_on)
        held.write(Kind.DATE, time_before=was, time_after=is_now)
    if {"next_action", "next_at"} & set(changed):
        was = before.get("next_at", deal.next_at)
        held.write(Kind.NEXT, time_before=was, time_after=deal.next_at, note=deal.next_action)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def moment_of(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _plain(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


@transaction.atomic
def hand_over(author: Author, deal: Deal, owner: User, reason: str = "") -> Deal:
    """It is another's from now on. His own deal a seller may not hand over: whoever leads him does."""
    held = hold(author, deal)
    held.demand("manager")
    if owner.unit_id != held.deal.unit_id or not owner.is_active or not may(owner, Permission.EDIT_DEALS):
        message = _("Choose somebody of the same unit who has deals.")
        raise Invalid([FieldError("owner", owner.name, "wrong_owner", message)])
    before = held.deal.owner_id
    if before == owner.pk:
        return held.deal
    held.deal.owner = owner
    held.write(Kind.OWNER, owner_id=owner.pk, note=writing.text(reason)[:500])
    held.save("owner")
    place_deals([held.deal])
    audit.record(author, "handed_over", "deal", deal.pk, {"owner": before}, {"owner": owner.pk})
    announce("deal", {deal.pk})
    return held.deal
