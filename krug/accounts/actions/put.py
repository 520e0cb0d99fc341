"""The accounting system tells what it knows: any part of it, any number of times, in any order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.access.scopes import only_seen
from krug.accounts import rules
from krug.accounts.actions.tell import tell
from krug.accounts.data import AccountData, Counts, PaperData, Put
from krug.accounts.models import Account, Paper
from krug.accounts.queries import by_tax_number
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Organisation, Person
from krug.customers.queries.organisations import seen_with_survivors

CHUNK = 500
R = TypeVar("R", Account, Paper)


@transaction.atomic
def put_balances(
    author: User,
    source: str,
    as_of: datetime,
    accounts: Sequence[AccountData] = (),
    papers: Sequence[PaperData] = (),
) -> Put:
    """All of it or nothing. The same again changes nothing; what is older than what is known is passed over.

    Raises NotAllowed, WrongInput, Invalid.
    """
    if not may(author, Permission.EXCHANGE) or author.unit_id is None:
        raise NotAllowed
    if not rules.SOURCE(source):
        raise WrongInput(_("Small letters, digits and hyphens are expected."), field="source", value=source)
    _refuse(rules.wrong_accounts(accounts))
    _refuse(rules.wrong_papers(papers))
    # Two tellings at once wait for one another: both would make the same rows.
    Unit.objects.select_for_update().get(pk=author.unit_id)
    keep = _Keep(author, author.unit_id, source, as_of)
    done = Put(keep.put_accounts(accounts), keep.put_papers(papers))
    if keep.touched:
        tell(keep.touched, keep.again)
    if keep.wrote:
        audit.record(author, "put_balances", "unit", author.unit_id, after={"source": source, **asdict(done)})
    return done


def _refuse(errors: Iterable[FieldError]) -> None:
    if found := list(errors):
        raise Invalid(found)


class _Keep:
    """One telling. `touched`: accounts whose papers are not what they were; `again`: such papers."""

    def __init__(self, author: User, unit: int, source: str, as_of: datetime) -> None:
        self.author, self.unit, self.source, self.as_of = author, unit, source, as_of
        self.touched: set[int] = set()
        self.again: set[int] = set()
        self.wrote = False

    def put_accounts(self, given: Sequence[AccountData]) -> Counts:
        known = self._known(Account, [row.external_id for row in given])
        seen = _seen(self.author, given)
        counts = Counts()
        made: dict[str, Account] = {}
        changed: dict[str, Account] = {}
        errors: list[FieldError] = []
        for number, row in enumerate(given, 1):
            wanted = {name: getattr(row, name) for name in ("currency", "credit_limit", "stopped")}
            wanted |= {name: value for name in ("tax_number", "tax_reason") if (value := getattr(row, name))}
            held = known.get(row.external_id)
            if (row.organisation or row.person) and (row.organisation, row.person) not in seen:
                errors.append(_unknown(row, number))
                continue
            if row.organisation or row.person:
                wanted |= {"organisation_id": row.organisation, "person_id": row.person}
            elif held is None and (owner := by_tax_number(self.unit, row.tax_number, row.tax_reason)):
                wanted["organisation_id"] = owner
            elif held is None:
                errors.append(_unknown(row, number))
                continue
            if held is None:
                fresh = self._fresh(Account, row.external_id, wanted)
                made[row.external_id] = known[row.external_id] = fresh
                counts.new += 1
            else:
                self._change(held, wanted, counts, changed, made)
        _refuse(errors)
        self._write(Account, made, changed)
        return counts

    def put_papers(self, given: Sequence[PaperData]) -> Counts:
        accounts = self._known(Account, {row.account for row in given})
        known = self._known(Paper, [row.external_id for row in given])
        _refuse(_lost(given, accounts))
        counts = Counts()
        made: dict[str, Paper] = {}
        changed: dict[str, Paper] = {}
        for row in given:
            wanted = asdict(row) | {"account_id": accounts[row.account].pk}
            del wanted["external_id"], wanted["account"]
            held = known.get(row.external_id)
            if held is None:
                fresh = self._fresh(Paper, row.external_id, wanted)
                made[row.external_id] = known[row.external_id] = fresh
                self.touched.add(fresh.account_id)
                counts.new += 1
            else:
                before = held.account_id
                if self._change(held, wanted, counts, changed, made):
                    self.touched |= {before, held.account_id}
                    self.again.add(held.pk)
        self._write(Paper, made, changed)
        return counts

    def _known(self, model: type[R], ids: Collection[str]) -> dict[str, R]:
        found: dict[str, R] = {}
        every = sorted(set(ids))
        manager: Any = model._default_manager
        for start in range(0, len(every), CHUNK):
            rows = manager.filter(unit=self.unit, source=self.source)
            found |= {
                row.external_id: row for row in rows.filter(external_id__in=every[start : start + CHUNK])
            }
        return found

    def _fresh(self, model: type[R], external_id: str, wanted: dict[str, Any]) -> R:
        return model(
            unit_id=self.unit,
            source=self.source,
            external_id=external_id,
            as_of=self.as_of,
            **wanted,
        )

    def _change(
        self, held: R, wanted: dict[str, Any], counts: Counts, changed: dict[str, R], made: dict[str, R]
    ) -> bool:
        if self.as_of < held.as_of:
            counts.older += 1
            return False
        differs = any(getattr(held, name) != value for name, value in wanted.items())
        for name, value in wanted.items():
            setattr(held, name, value)
        counts.changed += differs
        counts.same += not differs
        # That it is still so is news of its own: the card says from when its figures are.
        if (differs or held.as_of != self.as_of) and held.external_id not in made:
            held.as_of = self.as_of
            changed[held.external_id] = held
        return differs

    def _write(self, model: type[R], made: dict[str, R], changed: dict[str, R]) -> None:
        manager: Any = model._default_manager
        manager.bulk_create(made.values(), batch_size=CHUNK)
        names = [
            field.name
            for field in model._meta.concrete_fields
            if not field.primary_key and field.name not in ("uid", "touch", "told", "tellings")
        ]
        if changed:
            manager.bulk_update(changed.values(), names, batch_size=CHUNK)
        self.wrote = self.wrote or bool(made or changed)


def _seen(author: User, given: Sequence[AccountData]) -> set[tuple[int | None, int | None]]:
    """Customers named whom the author sees, as (organisation, person)."""
    organisations = {row.organisation for row in given if row.organisation}
    people = {row.person for row in given if row.person}
    of_unit = {"unit": author.unit_id}
    found: set[tuple[int | None, int | None]] = set()
    if organisations:
        seen = seen_with_survivors(author, Organisation.objects.filter(pk__in=organisations, **of_unit))
        found |= {(pk, None) for pk in seen.values_list("pk", flat=True)}
    if people:
        seen_people = only_seen(author, Person.objects.filter(pk__in=people, **of_unit))
        found |= {(None, pk) for pk in seen_people.values_list("pk", flat=True)}
    return found


def _unknown(row: AccountData, number: int) -> FieldError:
    message = _("No customer is known by this account or tax number: name one.")
    return FieldError("external_id", row.external_id, "unknown_customer", message, number)


def _lost(given: Sequence[PaperData], accounts: dict[str, Account]) -> Iterable[FieldError]:
    for number, row in enumerate(given, 1):
        if row.account not in accounts:
            yield FieldError(
                "account", row.account, "unknown_account", _("There is no such account."), number
            )
