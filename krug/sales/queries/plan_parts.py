"""A plan sorted by person, territory, product, customer: each breakdown comes to the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from krug.access.models import Territory, User
from krug.access.scopes import visible_of
from krug.catalog.models import Product
from krug.customers.models import Organisation, Person
from krug.customers.models.klass import Klass
from krug.sales.planning.lines import Line, Why
from krug.sales.planning.pace import Customer
from krug.sales.queries.plan_facts import Fact
from krug.sales.queries.plan_seen import PlanSeen
from krug.site.bulk import chunks

BY = {
    "person": pgettext_lazy("a plan by", "Person"),
    "territory": pgettext_lazy("a plan by", "Territory"),
    "product": pgettext_lazy("a plan by", "Product"),
    "customer": pgettext_lazy("a plan by", "Customer"),
    "group": pgettext_lazy("a plan by", "Class of customers"),
    "source": pgettext_lazy("a plan by", "What it comes from"),
    "month": pgettext_lazy("a plan by", "Month"),
}
SOURCES = {
    Why.WON: gettext_lazy("Won already when it was made"),
    Why.PIPELINE: gettext_lazy("Open deals"),
    Why.REPEAT: gettext_lazy("Customers who buy again"),
    Why.NEW: gettext_lazy("New business"),
    Why.HAND: gettext_lazy("Changed by hand"),
}
NONE = "none"
MOST = 60
"""Parts that are shown one by one; what is below is one more."""


@dataclass(slots=True)
class Part:
    """`key`: names it in addresses."""

    key: str
    label: str
    cents: list[int]
    could: int = 0
    hand: int = 0
    fact: int = 0
    rows: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def planned(self) -> int:
        return sum(self.cents)

    @property
    def gap(self) -> int:
        return self.planned - self.fact


class Sorted:
    """By one of BY. `folded`: how many parts the last one is made of."""

    def __init__(self, viewer: User, seen: PlanSeen, by: str) -> None:
        self.seen, self.by = seen, by
        self.names = _Names(viewer, seen)
        self.parts = self._parts()

    def _parts(self) -> list[Part]:
        found: dict[str, Part] = {}
        if self.by == "month":
            for month in self.seen.months:
                self._part(found, f"{month:%Y-%m}")
        for row in self.seen.rows:
            for key, cents, could in self._placed(row):
                part = self._part(found, key)
                part.cents = [one + more for one, more in zip(part.cents, cents, strict=True)]
                part.rows.append(row)
                if row.key.why == Why.HAND:
                    part.hand += sum(cents)
                else:
                    part.could += could
        for fact in self.seen.came.facts:
            part = self._part(found, self._of_fact(fact))
            part.fact += fact.cents
            part.facts.append(fact)
        if self.by == "month":
            return [found[key] for key in sorted(found)]
        return sorted(found.values(), key=lambda one: (one.key == NONE, -one.planned, -one.fact, one.label))

    def _placed(self, row: Line) -> Sequence[tuple[str, Sequence[int], int]]:
        if self.by != "month":
            return [(self._of_row(row), row.cents, sum(row.could))]
        count = len(self.seen.months)
        return [
            (f"{month:%Y-%m}", [cents if at == place else 0 for place in range(count)], could)
            for at, (month, cents, could) in enumerate(
                zip(self.seen.months, row.cents, row.could, strict=True)
            )
            if cents or could
        ]

    def _part(self, found: dict[str, Part], key: str) -> Part:
        if key not in found:
            found[key] = Part(key, self.names.label(self.by, key), [0] * len(self.seen.months))
        return found[key]

    def _of_row(self, row: Line) -> str:
        if self.by == "source":
            return row.key.why.value
        return self.names.key(self.by, row.key.owner, row.key.territory, row.key.product, row.key.customer)

    def _of_fact(self, one: Fact) -> str:
        if self.by == "month":
            return f"{one.month:%Y-%m}"
        if self.by == "source":
            return self._source(one)
        return self.names.key(self.by, one.owner, one.territory, one.product, one.customer)

    def _source(self, one: Fact) -> str:
        """From which source of the plan a won deal came."""
        if one.at <= self.seen.version.made_at:
            return Why.WON.value
        if one.deal in self.names.open_then:
            return Why.PIPELINE.value
        return Why.REPEAT.value if one.customer in self.names.again else Why.NEW.value

    def shown(self) -> list[Part]:
        """The largest, and the rest as one, so that they come to the whole."""
        if len(self.parts) <= MOST:
            return self.parts
        rest = Part("", _("Everything else"), [0] * len(self.seen.months))
        for one in self.parts[MOST:]:
            rest.cents = [held + more for held, more in zip(rest.cents, one.cents, strict=True)]
            rest.fact, rest.hand, rest.could = (
                rest.fact + one.fact,
                rest.hand + one.hand,
                rest.could + one.could,
            )
        return [*self.parts[:MOST], rest]

    def part(self, key: str) -> Part | None:
        return next((one for one in self.parts if one.key == key), None)


class _Names:
    """What is named in addresses and on the page, read in a few queries."""

    def __init__(self, viewer: User, seen: PlanSeen) -> None:
        rows, facts = seen.rows, seen.came.facts
        keys = [row.key for row in rows]
        self.open_then = {deal for row in rows for deal, _cents, _chances in row.deals}
        self.again = {key.customer for key in keys if key.why == Why.REPEAT}
        customers = {key.customer for key in keys} | {one.customer for one in facts}
        self.users = _uids(User, {key.owner for key in keys} | {one.owner for one in facts}, "name")
        self.territories = _uids(
            Territory, {k.territory for k in keys} | {f.territory for f in facts}, "name"
        )
        self.products = _uids(Product, {k.product for k in keys} | {f.product for f in facts}, "name")
        self.customers = _customers(viewer, customers)
        self.labels: dict[str, str] = {}

    def key(
        self, by: str, owner: int | None, territory: int | None, product: int | None, customer: Customer
    ) -> str:
        if by == "group":
            key = klass = self.customers[customer][2] if customer in self.customers else ""
            key = klass or NONE
            self.labels[key] = str(Klass(klass).label) if klass else ""
            return key
        if by == "customer":
            key, label, _klass = self.customers.get(customer, (NONE, "", ""))
        else:
            held: Mapping[str, tuple[Mapping[int, tuple[str, str]], int | None]] = {
                "person": (self.users, owner),
                "territory": (self.territories, territory),
                "product": (self.products, product),
            }
            found, row = held[by]
            key, label = found.get(row or 0, (NONE, ""))
        self.labels[key] = label
        return key

    def label(self, by: str, key: str) -> str:
        if key == NONE:
            return {
                "person": pgettext("nobody's part of a plan", "Nobody yet"),
                "territory": _("No territory"),
                "product": _("No product named"),
                "customer": _("Nobody in particular"),
                "group": _("No class"),
            }[by]
        if by == "source":
            return str(SOURCES[Why(key)])
        return key if by == "month" else self.labels[key]


def _uids(table: Any, ids: set[int | None], name: str) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for part in chunks([one for one in ids if one]):
        for row, uid, label in table.objects.filter(pk__in=part).values_list("pk", "uid", name):
            found[row] = (str(uid), label)
    return found


def _customers(viewer: User, customers: set[Customer]) -> dict[Customer, tuple[str, str, str]]:
    """Customer → (key, name, class); of whom he does not see the card without a name."""
    found: dict[Customer, tuple[str, str, str]] = {}
    people = [one for one, _place in customers if one]
    places = [place for _one, place in customers if place]
    for part in chunks(people):
        seen = visible_of(viewer, "person", part)
        for person in Person.objects.filter(pk__in=part):
            label = str(person) if person.pk in seen else _("A customer whose card you do not see")
            found[person.pk, None] = (f"p-{person.uid}", label, person.klass)
    for part in chunks(places):
        seen = visible_of(viewer, "organisation", part)
        for place in Organisation.objects.filter(pk__in=part):
            label = place.name if place.pk in seen else _("A customer whose card you do not see")
            found[None, place.pk] = (f"o-{place.uid}", label, place.klass)
    return found
