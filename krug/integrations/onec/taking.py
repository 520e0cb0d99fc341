"""A file of 1C into Krug, a transaction a batch: begun again after a kill it comes out the same."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from krug.access.models import Unit, User
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData
from krug.accounts.queries import by_tax_number, known_accounts
from krug.catalog.actions import put_price_lists, put_products
from krug.customers.actions import create_organisation, create_person, edit_organisation
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Organisation
from krug.customers.rules import NUMBERS
from krug.integrations.onec import meaning
from krug.integrations.onec.meaning import Customer, Document
from krug.integrations.onec.reading import items
from krug.site import faults

SOURCE = "1c"
BATCH = 200


class Taking:
    """One file. `taken` and `passed`: how many things were read, and how many say nothing to Krug."""

    def __init__(self, author: User, as_of: datetime) -> None:
        self.author, self.as_of = author, as_of
        self.taken = self.passed = 0
        self._groups: dict[str, str] = {}
        self._waiting: dict[str, list[Any]] = {}

    def take(self, path: Path) -> None:
        """Raises KrugError; whole batches before it stay."""
        read: dict[str, Callable[[Any], Any]] = {
            "product": lambda element: meaning.product(element, self._groups),
            "offer": meaning.offer,
            "price_list": meaning.price_list,
            "customer": meaning.customer,
            "document": meaning.document,
        }
        for item in items(path):
            if item.kind == "group":
                id, name = meaning.group_of(item.element)
                self._groups[id] = name
                continue
            found = read[item.kind](item.element)
            if found is None:
                self.passed += 1
                continue
            self.taken += 1
            waiting = self._waiting.setdefault(item.kind, [])
            waiting.append(found)
            if len(waiting) >= BATCH or (item.kind == "offer" and self._waiting.get("price_list")):
                self._write()
        self._write()

    def _write(self) -> None:
        """In the order in which one needs the other."""
        put: dict[str, Callable[[Sequence[Any]], object]] = {
            "price_list": lambda rows: put_price_lists(self.author, SOURCE, rows),
            "product": lambda rows: put_products(self.author, SOURCE, rows),
            "offer": lambda rows: put_products(self.author, SOURCE, rows),
            "customer": self._customers,
            "document": self._documents,
        }
        for kind, write in put.items():
            if rows := self._waiting.pop(kind, None):
                write(rows)
                faults.at("exchange.batch")

    @transaction.atomic
    def _customers(self, rows: Sequence[Customer]) -> None:
        # Two files at once wait for one another: both would make the same cards.
        unit = Unit.objects.select_for_update().get(pk=self.author.unit_id or 0)
        every = {row.external_id: row for row in rows}
        known = known_accounts(unit.pk, SOURCE, every)
        # One by one: two of the same tax number may stand in one file.
        for id, row in every.items():
            if id not in known:
                put_balances(self.author, SOURCE, self.as_of, [self._account(unit.pk, row)])

    def _account(self, unit: int, row: Customer) -> AccountData:
        organisation = person = None
        if row.official:
            organisation = by_tax_number(unit, row.tax_number, row.tax_reason)
            organisation = self._filled(organisation, row) if organisation else self._made(row)
        else:
            names = {name: getattr(row, name) for name in ("last_name", "first_name", "middle_name")}
            person = create_person(self.author, PersonData(**names)).pk
        return AccountData(
            external_id=row.external_id,
            organisation=organisation,
            person=person,
            tax_number=row.tax_number,
            tax_reason=row.tax_reason,
        )

    def _made(self, row: Customer) -> int:
        data = OrganisationData(name=row.name, **{name: getattr(row, name) for name in NUMBERS})
        return create_organisation(self.author, data).pk

    def _filled(self, organisation: int, row: Customer) -> int:
        """What 1C knows of its numbers and the card doesn't. What somebody wrote on the card stays."""
        card = Organisation.objects.get(pk=organisation)
        told = {name: getattr(row, name) for name in NUMBERS}
        new = {name: value for name, value in told.items() if value and not getattr(card, name)}
        if new:
            edit_organisation(self.author, card, new)
        return organisation

    @transaction.atomic
    def _documents(self, rows: Sequence[Document]) -> None:
        self._customers([row.customer for row in rows])
        papers = [paper for row in rows for paper in row.papers]
        put_balances(self.author, SOURCE, self.as_of, papers=papers)
