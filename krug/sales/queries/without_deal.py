"""Customers who are worked on while no deal runs with them, and what is spent on them (S7)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
from django.db.models import Q

from krug.access.models import User
from krug.analysis.question import Question, inspect_many
from krug.analysis.steps import Step, base
from krug.customers.models import Affiliation, Organisation, Person
from krug.customers.queries import canonicals_of
from krug.customers.queries.organisations import standing_for
from krug.sales.actions.standard import in_force
from krug.sales.models import Deal, Participant
from krug.sales.queries.deviated import Cut
from krug.site.bulk import chunks
from krug.site.clock import micros, moment

MOST = 100
EVER = 2**62
PERIOD = (
    't."at" >= $since AND t."at" < $until AND list_contains($staff, t.staff)'
    " AND t.verb IN ('visited', 'called', 'written', 'delivered')"
)
COLUMNS = 't.seq, t."at", t.identity, t.staff, t.verb, t.seconds'
FIGURES = """
count(DISTINCT (d."at", d.staff)) FILTER (d.verb = 'visited') AS visits,
    count(DISTINCT (d."at", d.staff)) FILTER (d.verb = 'called') AS calls,
    count(DISTINCT (d."at", d.staff)) FILTER (d.verb IN ('written', 'delivered')) AS letters,
    coalesce(sum(d.seconds), 0) AS seconds, max(d."at") AS last, list(DISTINCT d.staff) AS staff"""
COSTLIEST = f"""
SELECT * FROM {{rows}} ORDER BY visits * $visit + calls * $call DESC, visits DESC, calls DESC, last DESC, id
LIMIT {MOST}"""  # noqa: S608 - names of steps, no values
TOTAL = """
SELECT count(*) AS customers, coalesce(sum(visits), 0) AS visits, coalesce(sum(calls), 0) AS calls,
    coalesce(sum(letters), 0) AS letters, coalesce(sum(seconds), 0) AS seconds FROM {rows}"""
WORKED = Question(
    "without_deal",
    (
        *base(PERIOD, COLUMNS),
        Step(
            "idle",
            """
SELECT t.person, t.staff, t.verb, t."at", t.seconds FROM in_scope t
WHERE t.named AND NOT EXISTS (
    SELECT 1 FROM deal_span s WHERE s.person = t.person AND s.since <= t."at" AND t."at" < s.until)""",
        ),
        # Each listener of a visit has a touch of his own: time is spent once.
        Step("of_person", f"SELECT d.person AS id, {FIGURES} FROM idle d GROUP BY d.person"),  # noqa: S608
        Step("there", """
SELECT w.organisation, d.staff, d.verb, d."at", max(d.seconds) AS seconds
FROM idle d JOIN works w ON w.person = d.person GROUP BY ALL"""),
        Step("of_place", f"SELECT d.organisation AS id, {FIGURES} FROM there d GROUP BY d.organisation"),  # noqa: S608
        Step("person", COSTLIEST.format(rows="of_person")),
        Step("organisation", COSTLIEST.format(rows="of_place")),
        Step("persons", TOTAL.format(rows="of_person")),
        Step("organisations", TOTAL.format(rows="of_place")),
    ),
    frozenset({"since", "until", "staff", "visit", "call"}),
    kept=("idle",),
    span=("since", "until"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spent:
    """`cost`: visits and calls at the prices of the unit's first method; None: it names none."""

    visits: int
    calls: int
    letters: int
    minutes: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    card: Person | Organisation
    spent: Spent
    last: datetime
    staff: Sequence[User]

    @property
    def kind(self) -> str:
        return "person" if isinstance(self.card, Person) else "organisation"

    @property
    def name(self) -> str:
        return self.card.full_name if isinstance(self.card, Person) else self.card.name


@dataclass(frozen=True, slots=True)
class Found:
    """The costliest lines, and `count` and `total` of all of them."""

    lines: Sequence[Line]
    count: int
    total: Spent
    currency: str


def without_deal(viewer: User, staff: Collection[int], cut: Cut, kind: str) -> Found:
    """`kind`: person or organisation. `staff`: whose work, of those within the viewer's reach."""
    begin, end = cut.span
    prices = _prices(viewer)
    tables = {
        "deal_span": lambda: _spans(viewer, begin, end),
        "works": lambda: _works(viewer),
    }
    top, totals = inspect_many(
        WORKED,
        [kind, f"{kind}s"],
        viewer,
        tables,
        since=micros(begin),
        until=micros(end),
        staff=list(staff),
        visit=float(prices.visit or 0),
        call=float(prices.call or 0),
    )
    cards = _cards(kind, [row["id"] for row in top])
    people = User.objects.in_bulk({one for row in top for one in row["staff"]})
    lines = [
        Line(
            cards[row["id"]],
            prices.spent(row),
            moment(row["last"]),
            sorted((people[one] for one in row["staff"] if one in people), key=lambda user: user.name),
        )
        for row in top
        if row["id"] in cards
    ]
    return Found(lines, totals[0]["customers"], prices.spent(totals[0]), prices.currency)


@dataclass(frozen=True, slots=True)
class _Prices:
    visit: Decimal | None = None
    call: Decimal | None = None
    currency: str = ""

    def spent(self, row: dict[str, int]) -> Spent:
        known = self.visit is not None or self.call is not None
        cost = row["visits"] * (self.visit or Decimal(0)) + row["calls"] * (self.call or Decimal(0))
        visits, calls, letters = (int(row[name]) for name in ("visits", "calls", "letters"))
        return Spent(visits, calls, letters, round(row["seconds"] / 60), cost if known else None)


def _prices(viewer: User) -> _Prices:
    """An administrator sees units of several methods: what they cost is not said to him."""
    held = in_force(viewer.unit_id) if viewer.unit_id else []
    if not held:
        return _Prices()
    contract = held[0].meant
    visit, call = contract.limit("visits"), contract.limit("calls")
    return _Prices(visit.price if visit else None, call.price if call else None, contract.currency)


def _spans(viewer: User, begin: datetime, end: datetime) -> pa.Table:
    """person, since, until: when a deal ran with him, one he takes part in, or one of where he works."""
    deals = Deal.objects.filter(opened_at__lt=end).filter(Q(closed_at=None) | Q(closed_at__gte=begin))
    if viewer.unit_id is not None:
        deals = deals.filter(unit=viewer.unit_id)
    columns = ("pk", "person", "organisation", "opened_at", "closed_at")
    rows = list(deals.order_by().values_list(*columns))
    when = {pk: (micros(since), micros(until) if until else EVER) for pk, _p, _o, since, until in rows}
    met = [(person, when[pk]) for pk, person, _o, _s, _u in rows if person]
    taking = Participant.objects.filter(deal__in=deals).order_by().values_list("deal", "person")
    met += [(person, when[deal]) for deal, person in taking if deal in when]
    met += _at_places([(place, when[pk]) for pk, _p, place, _s, _u in rows if place])
    roots = canonicals_of({person for person, _when in met})
    spans = {(roots.get(person, person), *span) for person, span in met}
    values = list(zip(*spans, strict=True)) or [()] * 3
    names = ("person", "since", "until")
    return pa.table({name: pa.array(own, pa.int64()) for name, own in zip(names, values, strict=True)})


def _at_places(rows: Sequence[tuple[int, tuple[int, int]]]) -> Iterator[tuple[int, tuple[int, int]]]:
    standing = standing_for({place for place, _when in rows})
    spans = defaultdict[int, set[tuple[int, int]]](set)
    for place, when in rows:
        spans[place].add(when)
        spans[standing.get(place, place)].add(when)
    for chunk in chunks(spans):
        own = Affiliation.objects.filter(organisation__in=chunk, until=None).order_by()
        for place, person in own.values_list("organisation", "person"):
            yield from ((person, when) for when in spans[place])


def _works(viewer: User) -> pa.Table:
    """person, organisation: where whoever stands for a card works."""
    people = Person.objects.filter(canonical=None, organisation__isnull=False)
    if viewer.unit_id is not None:
        people = people.filter(unit=viewer.unit_id)
    rows = list(people.order_by().values_list("id", "organisation"))
    standing = standing_for({place for _person, place in rows})
    return pa.table(
        {
            "person": pa.array([person for person, _place in rows], pa.int64()),
            "organisation": pa.array([standing.get(place, place) for _person, place in rows], pa.int64()),
        }
    )


def _cards(kind: str, ids: Collection[int]) -> dict[int, Person | Organisation]:
    if kind == "person":
        return dict(Person.objects.select_related("organisation").in_bulk(ids))
    return dict(Organisation.objects.in_bulk(ids))
